"""The report people open after a check: one page of results, Great Expectations' pages behind it.

Great Expectations' own pages fetch scripts, fonts and styles from the network. They are stripped
down to their text and one local stylesheet, and nothing of them needs a script to be read.
"""

import re
import shutil
from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from weft.gates.expectations import Pages
from weft.gates.results import CheckResult

STYLESHEET = "weft.css"

_REMOTE = re.compile(
    r"<script\b.*?</script>|<style\b.*?</style>|<link\b[^>]*>|<img\b[^>]*>", re.DOTALL
)

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL)


def write(target: Path, results: Sequence[CheckResult], pages: Pages, title: str) -> None:
    """Write the report into a fresh folder and put it where `target` is, the old one away."""
    fresh, old = (target.with_name(f".{target.name}.{state}") for state in ("new", "old"))
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    fresh.mkdir(parents=True)
    stylesheet = files("weft.gates").joinpath("data_docs.css").read_text(encoding="utf-8")
    (fresh / STYLESHEET).write_text(stylesheet, encoding="utf-8")
    for place, page in pages.items():
        (fresh / _file_name(*place)).write_text(_local(page), encoding="utf-8")
    (fresh / "index.html").write_text(_index(results, pages, title), encoding="utf-8")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _file_name(suite: str, table: str) -> str:
    return f"{suite}.{table}.html"


def _local(page: str) -> str:
    """Take scripts, styles, pictures and dead links out of a page; give it the stylesheet."""
    text = _LINK.sub(r"\1", _REMOTE.sub("", page))
    head = f'<link rel="stylesheet" href="{STYLESHEET}"></head>'
    home = '<body><p><a href="index.html">All checks</a></p>'
    return text.replace("</head>", head, 1).replace("<body>", home, 1)


def _index(results: Sequence[CheckResult], pages: Pages, title: str) -> str:
    verdict = "failed" if any(result.blocks for result in results) else "passed"
    counts = Counter(result.status for result in results)
    summary = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    body = [
        f"<h1>Gates: <span class='{verdict}'>{verdict}</span></h1>",
        f"<p class='quiet'>{escape(title)} · {escape(summary)}</p>",
        _findings(
            [result for result in results if result.status in ("failed", "not run")],
            "What stands in the way of publication",
        ),
        _findings([result for result in results if result.status == "warned"], "Warnings"),
        _overview(results, pages),
    ]
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Weft gates</title>"
        f"<link rel='stylesheet' href='{STYLESHEET}'></head><body>{''.join(body)}</body></html>"
    )


def _findings(results: Sequence[CheckResult], heading: str) -> str:
    if not results:
        return ""
    rows = "".join(
        f"<tr><td class='{result.status.replace(' ', '-')}'>{result.status}</td>"
        f"<td>{escape(result.gate)}</td><td><code>{escape(result.relation)}</code></td>"
        f"<td>{escape(result.claim)}<br><span class='quiet'>{escape(result.reason or '')}</span>"
        f"</td><td>{'' if result.failures is None else result.failures}</td>"
        f"<td>{escape(result.owner or '')}</td>"
        f"<td><code>{'<br>'.join(map(escape, result.sample_keys))}</code></td></tr>"
        for result in results
    )
    return (
        f"<h2>{heading}</h2><table><tr><th></th><th>Gate</th><th>Table</th><th>Claim</th>"
        f"<th>Rows</th><th>Owner</th><th>Keys, for example</th></tr>{rows}</table>"
    )


def _overview(results: Sequence[CheckResult], pages: Pages) -> str:
    """List every suite and table with its counts, linked to Great Expectations' page of it."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for result in results:
        counts.setdefault((result.suite, result.relation), Counter())[result.status] += 1
    rows = []
    for (suite, relation), found in sorted(counts.items()):
        name = f"<code>{escape(relation)}</code>"
        page = escape(_file_name(suite, relation))
        linked = f"<a href='{page}'>{name}</a>" if (suite, relation) in pages else name
        bad = found["failed"] + found["not run"]
        rows.append(
            f"<tr><td>{escape(suite)}</td><td>{linked}</td><td class='passed'>{found['passed']}"
            f"</td><td class='failed'>{bad or ''}</td><td class='warned'>{found['warned'] or ''}"
            "</td></tr>"
        )
    return (
        "<h2>All checks</h2><table><tr><th>Suite</th><th>Table</th><th>Passed</th><th>Failed</th>"
        f"<th>Warned</th></tr>{''.join(rows)}</table>"
    )

"""What was learnt, for people to read: a page with a chart of the weights, without network."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from weft.identity.comparisons import PRIOR
from weft.pictures import FAINT, FONT, INK

FOR, AGAINST = "#1e8449", "#c0392b"
_ROW, _NAMES, _WIDTH, _BIT = 20, 300, 900, 18.0
_STYLE = (
    "body{font-family:Helvetica,Arial,sans-serif;color:#1f2a36;margin:2em auto;max-width:60em}"
    "table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:left;"
    "border-bottom:1px solid #d5dbe1}td.n{text-align:right;font-variant-numeric:tabular-nums}"
)

Rows = Sequence[Mapping[str, object]]


def write_report(weights: Rows, terms: Rows, folder: Path) -> Path:
    """Write the page of what was learnt; give its path.

    weights, terms: rows of seeds match_weights and match_term_frequencies.
    """
    path = folder / "match_weights.html"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(weights, terms), encoding="utf-8")
    return path


def _page(weights: Rows, terms: Rows) -> str:
    counted = Counter(str(term["comparison"]) for term in terms)
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Match weights</title>'
        f"<style>{_STYLE}</style></head><body><h1>What agreement and disagreement weigh</h1>"
        "<p>In bits: one bit more doubles the odds that two descriptions are one person. m is how "
        "often two of one person are so alike, u how often two of different people are. The prior "
        "is where a pair starts.</p>"
    ]
    for setting in dict.fromkeys(str(row["setting"]) for row in weights):
        rows = [row for row in weights if row["setting"] == setting]
        parts += [f"<h2>Two people {escape(setting)}</h2>", chart(rows), _table(rows)]
    parts.append("<h2>Names whose frequency is known</h2><table>")
    parts += [
        f"<tr><td>{escape(name.replace('_', ' '))}</td><td class=n>{count:,}</td></tr>"
        for name, count in sorted(counted.items())
    ]
    return "\n".join([*parts, "</table></body></html>", ""])


def chart(rows: Rows) -> str:
    """Draw a bar per level, to the right what speaks for one person, to the left what against."""
    height = _ROW * (len(rows) + 1) + 10
    middle = _NAMES + (_WIDTH - _NAMES) / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {FONT}>',
        f'<line x1="{middle}" y1="0" x2="{middle}" y2="{height}" stroke="{FAINT}"/>',
    ]
    for place, row in enumerate(rows):
        weight = _number(row["weight"])
        top = 6 + place * _ROW
        width = min(abs(weight) * _BIT, _WIDTH - middle - 40)
        left = middle if weight >= 0 else middle - width
        parts.append(
            f'<text x="0" y="{top + 12}" font-size="12" fill="{INK}">{escape(_said(row))}</text>'
            f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_ROW - 5}" '
            f'fill="{FOR if weight >= 0 else AGAINST}"/>'
            f'<text x="{(left + width + 4) if weight >= 0 else (left - 4):.1f}" y="{top + 12}" '
            f'font-size="11" fill="{INK}" text-anchor="{"start" if weight >= 0 else "end"}">'
            f"{weight:+.1f}</text>"
        )
    return "\n".join([*parts, "</svg>"])


def _table(rows: Rows) -> str:
    cells = "".join(
        f"<tr><td>{escape(_said(row))}</td><td class=n>{_share(row['m_probability'])}</td>"
        f"<td class=n>{_share(row['u_probability'])}</td>"
        f"<td class=n>{_number(row['weight']):+.2f}</td><td>{escape(str(row['comment'] or ''))}"
        "</td></tr>"
        for row in rows
    )
    return (
        f"<table><tr><th>level</th><th>m</th><th>u</th><th>bits</th><th></th></tr>{cells}</table>"
    )


def _said(row: Mapping[str, object]) -> str:
    if row["comparison"] == PRIOR:
        return "prior"
    return f"{str(row['comparison']).replace('_', ' ')}: {row['label']}"


def _number(value: object) -> float:
    return float(str(value)) if value not in (None, "") else 0.0


def _share(value: object) -> str:
    return f"{_number(value):.3g}" if value not in (None, "") else "-"

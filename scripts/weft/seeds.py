"""Seeds rendered from published lists, so that a list is brought up to date by its package."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from nicknames import NickNamer

from weft.settings import PROJECT_ROOT

GIVEN_NAME_COLUMNS = ("given_name", "full_form", "comment")
BOT_COLUMNS = ("user_agent_part", "match_kind", "pattern", "comment")


@dataclass(frozen=True, order=True)
class AgentPart:
    """A text that marks a robot where it stands: `starts`, `ends` or `contains`."""

    text: str
    kind: str


def agent_parts(pattern: str) -> list[AgentPart]:
    r"""Turn a pattern of the crawler list into plain texts, of which any one marks a robot.

    A plain text is found in a user agent about ten times as fast as a pattern is, and without
    compiling it per row. Alternatives, letter classes and anchors are written out. Where a pattern
    holds what cannot be (`\d`, `.*`), its longest plain stretch stands for it.
    """
    parsed = _parser.parse(pattern)
    texts = _expanded(parsed)
    if texts is None:
        return [AgentPart(_longest_literal(parsed), "contains")]
    return sorted({_anchored(text) for text in texts})


def bot_rows() -> Iterator[dict[str, str]]:
    """Give a row per text that marks a robot, in the order of the text, each text once."""
    seen: dict[AgentPart, dict[str, str]] = {}
    for entry in CRAWLER_USER_AGENTS_DATA:
        for part in agent_parts(entry["pattern"]):
            row = (part.text, part.kind, entry["pattern"], ", ".join(entry.get("tags", [])))
            seen.setdefault(part, dict(zip(BOT_COLUMNS, row, strict=True)))
    for part in sorted(seen):
        yield seen[part]


def given_name_rows() -> Iterator[dict[str, str]]:
    """Give a row per given name and full form it may stand for, in order."""
    full_forms = {
        (name, full_form)
        for full_form, names in NickNamer().nickname_lookup.items()
        for name in names
        if name.isalpha() and full_form.isalpha()
    }
    for name, full_form in sorted(full_forms):
        yield dict(zip(GIVEN_NAME_COLUMNS, (name, full_form, ""), strict=True))


def write_seed(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write a seed and give the number of its rows."""
    written = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(written)
    return len(written)


def render(folder: Path = PROJECT_ROOT / "seeds") -> dict[str, int]:
    """Write every seed that comes from a published list; give the number of rows of each."""
    return {
        "bot_user_agents.csv": write_seed(folder / "bot_user_agents.csv", BOT_COLUMNS, bot_rows()),
        "given_name_forms.csv": write_seed(
            folder / "given_name_forms.csv", GIVEN_NAME_COLUMNS, given_name_rows()
        ),
    }


# Anchors travel through the expansion as control characters, which no user agent holds.
_START, _END = "\x02", "\x03"


def _expanded(parsed: Any) -> list[str] | None:
    """Write out every text a parsed pattern can match; None where they cannot be counted."""
    choices: list[list[str]] = []
    for operator, value in parsed:
        options = _options(operator, value)
        if options is None:
            return None
        choices.append(options)
    return ["".join(texts) for texts in product(*choices)]


def _options(operator: Any, value: Any) -> list[str] | None:
    """Write out the texts one node of a parsed pattern can match."""
    if operator is _constants.LITERAL:
        return [chr(value)]
    if operator is _constants.AT:
        return [_START if value is _constants.AT_BEGINNING else _END]
    if operator is _constants.IN and all(kind is _constants.LITERAL for kind, _ in value):
        return [chr(code) for _, code in value]
    if operator is _constants.SUBPATTERN:
        return _expanded(value[-1])
    if operator is _constants.BRANCH:
        branches = [_expanded(branch) for branch in value[1]]
        if all(branch is not None for branch in branches):
            return [text for branch in branches for text in branch or []]
    return None


def _anchored(text: str) -> AgentPart:
    """Read the anchors at a text's ends into the kind of its match."""
    if text.startswith(_START):
        return AgentPart(text.removeprefix(_START), "starts")
    if text.endswith(_END):
        return AgentPart(text.removesuffix(_END), "ends")
    return AgentPart(text, "contains")


def _longest_literal(parsed: Any) -> str:
    """Give the longest plain stretch of a parsed pattern, the first among equals."""
    stretches = [""]
    for operator, value in parsed:
        if operator is _constants.LITERAL:
            stretches[-1] += chr(value)
        else:
            stretches.append("")
    return max(stretches, key=len)

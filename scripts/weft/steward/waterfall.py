"""A pair's weights as a waterfall: in the terminal, and as a picture."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from rich.console import Console
from rich.markup import escape as plain
from rich.table import Table
from rich.text import Text

from weft.pictures import FAINT, FONT, INK
from weft.steward.evidence import Part, Weighing
from weft.steward.explanation import Explanation, Step

CELLS = 36  # width of a bar's field in the terminal
FOR, AGAINST, SUM = "#1e8449", "#c0392b", "#2e86c1"
ROW, LEFT, WIDTH = 22, 300, 900


def show(explanation: Explanation, console: Console) -> None:
    """Print an explanation: the verdict, each step with its waterfall, and the reasons."""
    console.print(f"[bold]{plain(explanation.verdict)}[/]", highlight=False)
    for reason in explanation.reasons:
        console.print(f"  {plain(reason)}", highlight=False)
    for step in explanation.steps:
        console.print()
        console.print(f"[bold]{plain(_title(step))}[/]", highlight=False)
        if step.weighing:
            console.print(_table(step.weighing))


def draw(explanation: Explanation, out: Path) -> Path:
    """Write an explanation's waterfalls, one below the other, as an SVG; give the file's path."""
    steps = [step for step in explanation.steps if step.weighing]
    heights = [ROW * (len(_told(step.weighing)) + 4) for step in steps if step.weighing]
    parts, top = [], 40
    for step, height in zip(steps, heights, strict=True):
        if step.weighing:
            parts += _panel(step, step.weighing, top)
        top += height
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 10}" {FONT}>',
        f'<rect width="{WIDTH}" height="{top + 10}" fill="white"/>',
        f'<text x="12" y="24" font-size="15" fill="{INK}">{escape(explanation.verdict)}</text>',
        *parts,
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join([*svg, "</svg>", ""]), encoding="utf-8")
    return out


def _title(step: Step) -> str:
    shared = ", ".join(step.evidence).replace("_", " ")
    return f"{step.record} and {step.other}" + (f", who share {shared}" if shared else "")


def _told(weighing: Weighing) -> list[Part]:
    """Leave out the comparisons that say nothing."""
    return [part for part in weighing.parts if part.level is not None]


def _bars(weighing: Weighing) -> Iterator[tuple[Part, float, float]]:
    """Give each part with the sum before and after it."""
    total = 0.0
    for part in _told(weighing):
        yield part, total, total + part.weight
        total += part.weight


def _range(weighing: Weighing) -> tuple[float, float]:
    ends = [end for _, start, end in _bars(weighing) for end in (start, end)]
    marks = [0.0, weighing.weight, weighing.link_weight, weighing.review_weight]
    return min([*ends, *marks]), max([*ends, *marks])


def _table(weighing: Weighing) -> Table:
    low, high = _range(weighing)
    has_values = any(value is not None for part in weighing.parts for value in part.values)
    table = Table(box=None, padding=(0, 2), show_footer=True)
    table.add_column("comparison", footer=f"sum, {weighing.setting}")
    table.add_column("level")
    if has_values:
        table.add_column("one", max_width=24)
        table.add_column("other", max_width=24)
    table.add_column("bits", justify="right", footer=f"{weighing.weight:+.2f}")
    table.add_column(
        f"{low:+.0f} to {high:+.0f} bits",
        footer=f"joins from {weighing.link_weight:g}",
        no_wrap=True,
        min_width=CELLS,
    )
    for part, start, end in _bars(weighing):
        cells = [Text(part.name.replace("_", " ")), Text(part.level or "")]
        if has_values:
            cells += [Text("" if value is None else str(value)) for value in part.values]
        table.add_row(*cells, Text(f"{part.weight:+.2f}"), _bar(start, end, low, high))
    return table


def _bar(start: float, end: float, low: float, high: float) -> Text:
    def cell(value: float) -> int:
        return round((value - low) / max(high - low, 1e-9) * CELLS)

    first, last = sorted((cell(start), cell(end)))
    return Text(" " * first + "█" * max(last - first, 1), style="green" if end >= start else "red")


def _panel(step: Step, weighing: Weighing, top: int) -> list[str]:
    low, high = _range(weighing)

    def x(value: float) -> float:
        return LEFT + (value - low) / max(high - low, 1e-9) * (WIDTH - LEFT - 70)

    rows = list(_bars(weighing))
    bottom = top + ROW * (len(rows) + 2)
    parts = [
        f'<text x="12" y="{top + 8}" font-size="13" fill="{INK}">{escape(_title(step))}</text>'
    ]
    for mark, told in ((0.0, "0"), (weighing.link_weight, "joins")):
        parts.append(
            f'<line x1="{x(mark):.1f}" y1="{top + 14}" x2="{x(mark):.1f}" y2="{bottom}" '
            f'stroke="{FAINT}"/><text x="{x(mark) + 3:.1f}" y="{bottom + 4}" font-size="10" '
            f'fill="{INK}">{told}</text>'
        )
    for number, (part, start, end) in enumerate(rows, start=1):
        parts += _row(
            f"{part.name.replace('_', ' ')}: {part.level}",
            (x(start), x(end)),
            top + ROW * number,
            FOR if part.weight >= 0 else AGAINST,
            part.weight,
        )
    said = f"sum, {weighing.setting}"
    return parts + _row(said, (x(0.0), x(weighing.weight)), bottom - ROW, SUM, weighing.weight)


def _row(told: str, ends: tuple[float, float], y: int, colour: str, weight: float) -> list[str]:
    first, last = sorted(ends)
    return [
        f'<text x="24" y="{y + 12}" font-size="12" fill="{INK}">{escape(told)}</text>'
        f'<rect x="{first:.1f}" y="{y}" width="{max(last - first, 1):.1f}" height="{ROW - 6}" '
        f'fill="{colour}"/><text x="{last + 5:.1f}" y="{y + 12}" font-size="11" fill="{INK}">'
        f"{weight:+.2f}</text>"
    ]

"""The report of a change, for whoever reviews it: numbers and names, no value of any row."""

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from weft.pipeline.dbt_project import PUBLISHED_SCHEMAS
from weft.pull_request.tables import TableChange

if TYPE_CHECKING:
    from weft.pull_request.review import Review


def as_markdown(review: "Review", ref: str) -> str:
    """Write a review down; `ref` is what the base was asked for by."""
    pages = Environment(
        loader=PackageLoader("weft.pull_request"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters |= {"number": _number, "change": _change, "share": _share}
    changes = [change for change in review.changes if change.is_change]
    public = [change for change in changes if _is_public(change)]
    return pages.get_template("report.md.jinja").render(
        review=review,
        ref=ref,
        public=public,
        inner=[change for change in changes if change not in public],
        same=len(review.changes) - len(changes),
    )


def _is_public(change: TableChange) -> bool:
    return change.relation.partition(".")[0] in PUBLISHED_SCHEMAS


def _number(value: float | None) -> str:
    if value is None:
        return "·"
    return f"{value:,.2f}".removesuffix(".00")


def _change(before: float | None, now: float | None) -> str:
    """Say both numbers and what the second is more or less by."""
    told = f"{_number(before)} → {_number(now)}"
    if before and now is not None and now != before:
        told += f" ({(now - before) / abs(before):+.2%})"
    return told if before != now else _number(now)


def _share(part: float, whole: float | None) -> str:
    return f"{part / whole:.2%}" if whole else "·"

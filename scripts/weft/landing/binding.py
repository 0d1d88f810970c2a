"""Binding: which cell of a file goes to which column of its table, by the names in the header."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from weft.landing.content import RefusedFileError
from weft.landing.contracts import Column, Contract

_NOT_WORD = re.compile(r"[\W_]+")
_HARDLY = 0.3
_MOSTLY = 0.5


@dataclass(frozen=True)
class Binding:
    """Cells by position: `cells` for the contract's columns, `unknown` for everything else."""

    width: int
    cells: dict[str, int]
    unknown: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def normalise(header: str) -> str:
    """Give a header as a column name: lower case, everything but letters and digits as `_`."""
    text = unicodedata.normalize("NFC", header.replace("\ufeff", "").replace("\0", ""))
    return _NOT_WORD.sub("_", text.lower()).strip("_")


def bind_header(contract: Contract, headers: Sequence[str], rivals: Iterable[Contract]) -> Binding:
    """Bind a header to the contract's columns.

    A header that occurs again gets `_1`, `_2`, … behind it. Errors: RefusedFileError when a
    required column is missing, or when hardly a header fits and one of `rivals` fits better.
    """
    names = distinct_headers(headers)
    positions: dict[str, int] = {}
    for position, name in enumerate(names):
        positions.setdefault(normalise(name), position)
    cells: dict[str, int] = {}
    for column in contract.columns:
        for spelling in spellings(column):
            if spelling in positions:
                cells[column.name] = positions[spelling]
                break
    _refuse_unfit(contract, headers, cells, rivals)
    bound = set(cells.values())
    return Binding(
        width=len(names),
        cells=cells,
        unknown={name: at for at, name in enumerate(names) if at not in bound},
        missing=tuple(column.name for column in contract.columns if column.name not in cells),
    )


def bind_positions(contract: Contract, width: int) -> Binding:
    """Bind cells by position, where a file has no header."""
    cells = {column.name: at for at, column in enumerate(contract.columns) if at < width}
    _refuse_unfit(contract, [], cells, ())
    return Binding(
        width=width,
        cells=cells,
        unknown={f"column_{at + 1}": at for at in range(len(contract.columns), width)},
        missing=tuple(column.name for column in contract.columns if column.name not in cells),
    )


def covers_required(contract: Contract, headers: Sequence[str]) -> bool:
    """Tell whether every required column stands in the header."""
    names = {normalise(header) for header in headers}
    return all(
        not names.isdisjoint(spellings(column)) for column in contract.columns if column.required
    )


@lru_cache(maxsize=8192)
def spellings(column: Column) -> tuple[str, ...]:
    """Give the normalised headers a column goes by, its own name first."""
    return tuple(dict.fromkeys(normalise(text) for text in (column.name, *column.headers)))


def distinct_headers(headers: Sequence[str]) -> list[str]:
    """Name every header once: the second `X` is `X_1`, as is one that differs in case only."""
    taken: set[str] = set()
    names = []
    for position, header in enumerate(headers, start=1):
        name = base = header or f"column_{position}"
        repeat = 0
        while name.lower() in taken:
            repeat += 1
            name = f"{base}_{repeat}"
        taken.add(name.lower())
        names.append(name)
    return names


def _refuse_unfit(
    contract: Contract, headers: Sequence[str], cells: dict[str, int], rivals: Iterable[Contract]
) -> None:
    share = _share(contract, headers)
    if share > _MOSTLY:
        return
    better = max(rivals, key=lambda rival: _share(rival, headers), default=None)
    looks_like = ""
    if better and better is not contract and _share(better, headers) >= max(2 * share, _MOSTLY):
        looks_like = f"; it looks like a file for {better.name} ({better.place()})"
    for column in contract.columns:
        if column.required and column.name not in cells:
            spelled = " or ".join(f"'{text}'" for text in (column.headers or (column.name,)))
            raise RefusedFileError(
                f"required column '{column.name}' is missing (expected header {spelled}, "
                f"contract {contract.place(column)}){looks_like}",
                "Move the file to the folder of its source."
                if looks_like
                else "Add the file's own header to `headers` of that column, or ask for a "
                "complete file.",
            )
    if not cells or (looks_like and share < _HARDLY):
        raise RefusedFileError(
            f"hardly a header fits {contract.name} ({contract.place()}){looks_like}",
            "Move the file to the folder of its source.",
        )


def _share(contract: Contract, headers: Sequence[str]) -> float:
    """Give the share of the headers that the contract knows."""
    if not headers or not covers_required(contract, headers):
        return 0.0
    known = {text for column in contract.columns for text in spellings(column)}
    return sum(normalise(header) in known for header in headers) / len(headers)

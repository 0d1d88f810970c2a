"""Newline-delimited JSON: typed columns in bulk; a broken line costs itself only."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from weft.landing.binding import normalise, spellings
from weft.landing.content import Content, RefusedFileError, Shape, scratch_file
from weft.landing.contracts import Contract
from weft.landing.intake import (
    INCOMING,
    PATH,
    Account,
    BadRow,
    DirectIntake,
    Intake,
    Layout,
    Opened,
)
from weft.landing.readers.bulk import escape_glob, out_of_balance, settle_whole
from weft.landing.readers.lines import iterate_lines, raw_lines
from weft.landing.records import RECORD_LIMIT
from weft.sql import quote_identifier, quote_literal

_SAMPLE = 50
_NUMBER_KEY = "_weft_line_number"
_SURROGATE = re.compile(rb"\\u[dD]")
_INTEGER = re.compile(r"\s*[+-]?\d+\s*")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_INTEGERS = {"tinyint", "smallint", "integer", "bigint", "hugeint", "ubigint", "uinteger"}
_NUMBERS = {"float", "double", "decimal"}

Check = Callable[[Any], bool]


@dataclass(frozen=True)
class _Keys:
    """JSON keys: those of each contract column, and those the first lines hold beyond them."""

    columns: dict[str, tuple[str, ...]]
    types: dict[str, str]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def read_ndjson(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    scratch: Path,
) -> Opened:
    """Read objects, one a line, each column with its type from the contract.

    Straight into the raw table if every line is such an object; else the lines are checked one
    by one. Keys no contract knows are found in the first lines and kept as JSON.
    """
    keys = _find_keys(contract, content.path)
    with_care = partial(_read_by_line, connection, contract, content.path, keys, shape, scratch)
    if shape.newline not in ("\n", "\r\n") or not shape.all_closed:
        return with_care
    layout = _layout(keys, _objects_relation(keys))
    return DirectIntake(layout, content.path, partial(settle_whole, shape), with_care)


def _layout(keys: _Keys, relation: str, line_number: str | None = None) -> Layout:
    return Layout(
        cells={name: _first_of(spelled) for name, spelled in keys.columns.items()},
        unknown={key: quote_identifier(key) for key in keys.unknown},
        missing=keys.missing,
        line_number=line_number,
        relation=relation,
    )


def _first_of(keys: tuple[str, ...]) -> str:
    names = ", ".join(map(quote_identifier, keys))
    return names if len(keys) == 1 else f"coalesce({names})"


def _find_keys(contract: Contract, path: Path) -> _Keys:
    seen: dict[str, None] = {}
    for _, raw in islice(iterate_lines(path), _SAMPLE):
        seen.update(dict.fromkeys(_keys_of(raw)))
    by_name: dict[str, list[str]] = {}
    for key in seen:
        by_name.setdefault(normalise(key), []).append(key)
    columns: dict[str, tuple[str, ...]] = {}
    types: dict[str, str] = {}
    missing = []
    for column in contract.columns:
        found = [key for name in spellings(column) for key in by_name.get(name, ())]
        candidates = dict.fromkeys([*found, column.name, *column.headers])
        free = {key.lower(): key for key in reversed(candidates) if key.lower() not in types}
        columns[column.name] = tuple(reversed(free.values()))
        types |= dict.fromkeys(free, column.data_type)
        if not found:
            missing.append(column.name)
        if column.required and seen and not found:
            raise RefusedFileError(
                f"required column '{column.name}' is missing in every line looked at "
                f"(contract {contract.place(column)})",
                "Add the file's own key to `headers` of that column, or ask for a complete file.",
            )
    unknown = tuple(key for key in seen if key.lower() not in types)
    return _Keys(
        columns=columns,
        types={key: types[key.lower()] for keys in columns.values() for key in keys},
        unknown=tuple({key.lower(): key for key in unknown}.values()),
        missing=tuple(missing),
    )


def _keys_of(raw: bytes) -> Iterable[str]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return ()
    return found if isinstance(found, dict) else ()


def _objects_relation(keys: _Keys, numbered: bool = False) -> str:
    """Give the call that reads objects with these keys; its parameter is the paths."""
    types = keys.types | dict.fromkeys(keys.unknown, "json")
    if numbered:
        types[_NUMBER_KEY] = "bigint"
    columns = ", ".join(f"{quote_literal(key)}: {quote_literal(types[key])}" for key in types)
    return (
        f"read_json(?, columns = {{{columns}}}, format = 'newline_delimited', records = true, "
        f"auto_detect = false, maximum_object_size = 67108864, filename = '{PATH}')"
    )


def _read_by_line(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    keys: _Keys,
    shape: Shape,
    scratch: Path,
) -> Intake:
    """Set aside the lines that are no objects of the contract's types and load the others.

    Where it does for DuckDB, a line that can be parsed is such an object; else all values of all
    lines are looked at.
    """
    sort = partial(_sort_lines, connection, contract, path, keys, shape, scratch)
    try:
        return sort(lambda found: True)
    except duckdb.InvalidInputException:
        pass
    try:
        return sort(_checker(connection, keys))
    except duckdb.InvalidInputException as error:
        raise out_of_balance() from error


def _sort_lines(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    keys: _Keys,
    shape: Shape,
    scratch: Path,
    check: Check,
) -> Intake:
    """Load the lines that are objects and pass the check; set aside the others."""
    clean = scratch_file(scratch)
    bad: list[BadRow] = []
    whole = 0
    try:
        with clean.open("wb") as out:
            for number, raw in iterate_lines(path, count_blank=False):
                trouble = _trouble(raw, check)
                if trouble:
                    text = raw.decode("utf-8", "backslashreplace")
                    bad.append(BadRow(number, text, trouble))
                else:
                    whole += 1
                    out.write(_numbered(number, raw))
        if not whole:
            raise RefusedFileError(
                f"no line is a JSON object of {contract.name} ({contract.place()})",
                "Write one object a line, without an array around them.",
            )
        loaded = connection.execute(
            f"create or replace temp table {INCOMING} as "
            f"select * from {_objects_relation(keys, numbered=True)}",
            [[escape_glob(clean)]],
        ).fetchall()
    finally:
        clean.unlink(missing_ok=True)
    if loaded[0][0] != whole:
        raise out_of_balance()
    return Intake(
        _layout(keys, INCOMING, quote_identifier(_NUMBER_KEY)),
        Account(
            rows_read=shape.records,
            quarantined=tuple(bad),
            raw_texts=partial(raw_lines, path, count_blank=False),
        ),
    )


def _numbered(number: int, raw: bytes) -> bytes:
    """Write the line's number into its object, as the first key."""
    rest = raw.strip()[1:].lstrip()
    separator = b"" if rest.startswith(b"}") else b","
    return b'{"%s":%d%s%s\n' % (_NUMBER_KEY.encode(), number, separator, rest)


def _trouble(raw: bytes, check: Check) -> str:
    if len(raw) >= RECORD_LIMIT:
        return "longer than a line may be"
    found = _object(raw)
    if found is None:
        return "not a JSON object"
    return "" if check(found) else "a value is not of the type the contract says"


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_distinct_keys, parse_constant=_no_constant
        )
        if _SURROGATE.search(raw):
            json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _checker(connection: duckdb.DuckDBPyConnection, keys: _Keys) -> Check:
    checks = {}
    for key, data_type in keys.types.items():
        described = connection.execute(f"select cast(null as {data_type})").description
        checks[key] = _check_of(described[0][1])
    return partial(_is_struct, checks)


def _check_of(data_type: Any) -> Check:
    """Give the check for a DuckDB type: whether the bulk reader takes a JSON value as one."""
    kind = data_type.id
    if kind == "struct":
        return partial(_is_struct, {name: _check_of(child) for name, child in data_type.children})
    if kind in ("list", "array"):
        return partial(_is_list, _check_of(data_type.children[0][1]))
    if kind in _INTEGERS:
        return partial(_is_number, _INTEGER)
    if kind in _NUMBERS:
        return partial(_is_number, _NUMBER)
    if kind == "boolean":
        return _is_boolean
    return _is_anything


def _is_struct(checks: dict[str, Check], value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, dict) and all(
        check(value[key]) for key, check in checks.items() if key in value
    )


def _is_list(check: Check, value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(map(check, value)))


def _is_number(pattern: re.Pattern[str], value: Any) -> bool:
    if isinstance(value, str):
        return pattern.fullmatch(value) is not None
    return value is None or isinstance(value, int | float)


def _is_boolean(value: Any) -> bool:
    return value is None or isinstance(value, bool) or str(value).lower() in ("true", "false")


def _is_anything(value: Any) -> bool:
    return True

"""The one call to DuckDB's CSV reader, and what goes with it."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from weft.landing.content import RefusedFileError, Shape, scratch_file
from weft.landing.intake import INCOMING, PATH, Account, Reject, Settled
from weft.sql import quote_literal

_NEWLINE_NAMES = {"\n": r"\n", "\r\n": r"\r\n", "\r": r"\r"}


def columns_relation(
    names: Sequence[str], delimiter: str, skip: int, newline: str, quote: str = '"'
) -> str:
    """Give the call that reads delimited files as text columns; its parameter is the paths."""
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    mark = quote_literal(quote)
    return (
        f"read_csv(?, columns = {{{columns}}}, delim = {quote_literal(delimiter)}, "
        f"quote = {mark}, escape = {mark}, new_line = '{_NEWLINE_NAMES[newline]}', "
        f"skip = {skip}, header = false, auto_detect = false, store_rejects = true, "
        f"max_line_size = 4194304, filename = '{PATH}')"
    )


def load_columns(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    names: Sequence[str],
    delimiter: str,
    newline: str = "\n",
) -> int:
    """Read a delimited UTF-8 file into `incoming` as text columns; give the number of rows."""
    loaded = connection.execute(
        f"create or replace temp table {INCOMING} as "
        f"select * from {columns_relation(names, delimiter, 0, newline)}",
        [[escape_glob(path)]],
    ).fetchall()
    return int(loaded[0][0])


def escape_glob(path: Path | str) -> str:
    """Give a path that DuckDB takes as the name of this one file, whatever stands in it."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def take_rejects(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Reject]]:
    """Give and forget the lines DuckDB refused, by path: line number, text, kind of error."""
    try:
        found = connection.execute(
            "select distinct file_path, line, csv_line, error_type "
            "from reject_errors inner join reject_scans using (scan_id, file_id)"
        ).fetchall()
    except duckdb.CatalogException:
        return {}
    rejects: dict[str, list[Reject]] = {}
    for path, *reject in found:
        rejects.setdefault(path, []).append(tuple(reject))
    if rejects:
        connection.execute("delete from reject_errors")
    return rejects


def settle_whole(shape: Shape, landed: int, rejects: list[Reject]) -> Settled | None:
    """Account for lines inserted in bulk, if that was every line of the file."""
    if rejects or landed != shape.records:
        return None
    return Settled(Account(rows_read=shape.records), stretches=((0, 1),))


def out_of_balance() -> RefusedFileError:
    """Give the refusal of a file of which a row got lost on the way."""
    return RefusedFileError(
        "the rows read and the rows in the file do not add up",
        "Please report this file's layout; nothing of it was landed.",
    )


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: Iterable[Sequence[object]],
    width: int,
    scratch: Path,
) -> int:
    """Fill `incoming` (c0, c1, …) with rows a reader made itself; give their number."""
    clean = scratch_file(scratch)
    written = 0
    try:
        with clean.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
            for row in rows:
                writer.writerow(row)
                written += 1
        names = [f"c{at}" for at in range(width)]
        loaded = load_columns(connection, clean, names, ",")
    finally:
        clean.unlink(missing_ok=True)
    if take_rejects(connection) or loaded != written:
        raise out_of_balance()
    return loaded

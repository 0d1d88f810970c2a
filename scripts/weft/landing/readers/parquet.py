"""Parquet: columns bound by name, cast to the contract's types."""

import duckdb

from weft.landing.binding import bind_header
from weft.landing.content import Content, RefusedFileError
from weft.landing.contracts import Contract
from weft.landing.intake import INCOMING, Account, Intake, Layout
from weft.landing.readers.bulk import escape_glob
from weft.sql import quote_identifier


def read_parquet(
    connection: duckdb.DuckDBPyConnection, contract: Contract, content: Content
) -> Intake:
    """Read a Parquet file into `incoming`; its own footer says how many rows there are."""
    path = escape_glob(content.path)
    try:
        described = connection.execute("describe select * from read_parquet(?)", [path]).fetchall()
        counted = connection.execute(
            "select sum(num_rows) from parquet_file_metadata(?)", [path]
        ).fetchall()
        headers = [str(row[0]) for row in described]
        binding = bind_header(contract, headers, ())
        types = {column.name: column.data_type for column in contract.columns}
        selected = [
            f"cast({quote_identifier(headers[at])} as {types[name]}) as c{at}"
            for name, at in binding.cells.items()
        ]
        selected += [f"{quote_identifier(headers[at])} as c{at}" for at in binding.unknown.values()]
        connection.execute(
            f"create or replace temp table {INCOMING} as "
            f"select {', '.join(selected)} from read_parquet(?)",
            [path],
        )
    except duckdb.ConversionException as error:
        raise RefusedFileError(
            f"a value does not fit the type of its column (contract {contract.place()})",
            "Correct the data types in the contract.",
        ) from error
    except (duckdb.InvalidInputException, duckdb.IOException) as error:
        raise RefusedFileError(
            "the file is no Parquet file, or a damaged one", "Fetch the file again."
        ) from error
    return Intake(
        Layout(
            cells={name: f"c{at}" for name, at in binding.cells.items()},
            unknown={name: f"c{at}" for name, at in binding.unknown.items()},
            missing=binding.missing,
            line_number="rowid + 1",
        ),
        Account(rows_read=int(counted[0][0])),
    )

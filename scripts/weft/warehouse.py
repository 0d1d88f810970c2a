"""Opening the candidate warehouse."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from weft.disk import refusal
from weft.errors import WeftError
from weft.settings import Warehouse


@contextmanager
def connect(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the candidate for writing, with the same limits as dbt's profile.

    Errors: WeftError when another process has it open, or when the file is damaged.
    """
    warehouse.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(warehouse.candidate), config=limits(warehouse))
    except duckdb.IOException as error:
        if "Could not set lock" in str(error):
            raise WeftError(
                f"{warehouse.candidate} is in use by another process",
                "Wait until the other run is done, or close the tool that holds the file open.",
            ) from error
        raise refusal(error) or WeftError(
            f"{warehouse.candidate} cannot be opened",
            "Move the file away and run again: it is built anew from the extracts.",
        ) from error
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


def limits(warehouse: Warehouse) -> dict[str, str | bool | int | float | list[str]]:
    """Give the limits within which a process of ours uses DuckDB."""
    return {
        "memory_limit": os.environ.get("WEFT_MEMORY_LIMIT", "2500MB"),
        "temp_directory": str(warehouse.folder / "tmp"),
        "threads": int(os.environ.get("WEFT_THREADS", "2")),
    }


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what was done, or undo it when something is raised."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()

"""One reader per kind of file; each fills the temporary table `incoming`, none guesses."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from weft.landing.content import Content
from weft.landing.contracts import Contract, ReaderKind
from weft.landing.intake import Intake
from weft.landing.readers.csv_reader import read_csv


def read(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    contracts: Sequence[Contract],
    scratch: Path,
) -> Intake:
    """Read a file into `incoming` with the reader its contract names."""
    rivals = [rival for rival in contracts if rival.reader is ReaderKind.CSV]
    return read_csv(connection, contract, content, rivals, scratch)

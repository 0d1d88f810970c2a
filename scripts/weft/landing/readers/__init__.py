"""One reader per kind of file; none guesses."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import duckdb

from weft.landing.content import Content, Shape
from weft.landing.contracts import Contract, ReaderKind
from weft.landing.intake import Opened
from weft.landing.readers.csv_reader import read_csv
from weft.landing.readers.lines import read_fixed_width, read_weblog
from weft.landing.readers.ndjson import read_ndjson
from weft.landing.readers.parquet import read_parquet
from weft.landing.readers.xml_feed import read_xml
from weft.landing.readers.zoom import read_zoom


def open_file(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    content: Content,
    shape: Shape,
    contracts: Sequence[Contract],
    scratch: Path,
) -> Opened:
    """Open a file with the reader its contract names.

    content: UTF-8, except for Parquet and XML. shape: its records, counted apart. contracts:
    all of them, to tell in a refusal which one a misplaced file looks like. Errors:
    RefusedFileError, EmptyFileError; also when the file is read with care, into `incoming`.
    """
    match contract.reader:
        case ReaderKind.CSV:
            rivals = [rival for rival in contracts if rival.reader is ReaderKind.CSV]
            return read_csv(connection, contract, content, shape, rivals, scratch)
        case ReaderKind.FIXED_WIDTH:
            return read_fixed_width(connection, contract, content, shape, scratch)
        case ReaderKind.WEBLOG:
            return read_weblog(connection, contract, content, shape, scratch)
        case ReaderKind.NDJSON:
            return read_ndjson(connection, contract, content, shape, scratch)
        case ReaderKind.ZOOM:
            return partial(read_zoom, connection, contract, content, shape, scratch)
        case ReaderKind.XML:
            return partial(read_xml, connection, contract, content, scratch)
        case ReaderKind.PARQUET:
            return partial(read_parquet, connection, contract, content)

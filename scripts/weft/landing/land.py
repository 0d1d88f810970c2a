"""Landing a delivery: table by table, each file whole or not at all."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from weft.errors import WeftError
from weft.landing import tables
from weft.landing.content import Limits
from weft.landing.contracts import load_contracts
from weft.landing.delivery import claim, discover
from weft.landing.ledger import Ledger
from weft.landing.loading import Loader
from weft.landing.preparation import Claimed, prepare, prepare_ahead
from weft.landing.quarantine import settle
from weft.landing.report import show_progress, show_summary
from weft.landing.result import LandingResult
from weft.pipeline.ledger import Ledger as RunLedger
from weft.settings import PROJECT_ROOT, Warehouse
from weft.warehouse import connect, transaction

# A checkpoint compresses the last row group of a table anew; after every file of some megabytes
# that costs more than writing them ahead.
_CHECKPOINT_AFTER = "256MB"
CONTRACTS = PROJECT_ROOT / "models" / "staging"


def land(
    warehouse: Warehouse,
    source_dir: Path,
    *,
    run_at: datetime,
    country: str | None = None,
    console: Console | None = None,
    contracts_dir: Path = CONTRACTS,
    limits: Limits | None = None,
) -> LandingResult:
    """Land every new file below `source_dir` into the candidate warehouse.

    run_at: the run's moment, UTC without zone. country: two letters, recorded with each file.
    console: where progress and the summary go; silent without one. A file that cannot land is
    refused and reported, and stops no other. Errors: WeftError for a folder that is not there, a
    contract that makes no sense, or a warehouse in use.
    """
    if not source_dir.is_dir():
        raise WeftError(f"there is no folder {source_dir}", "Name the delivery with --from.")
    contracts = load_contracts(contracts_dir)
    if not contracts:
        raise WeftError(f"no landing contract below {contracts_dir}", "Add a source first.")
    with (
        connect(warehouse) as connection,
        _scratch(warehouse) as scratch,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="tidy") as tidying,
    ):
        connection.execute(f"set checkpoint_threshold = '{_CHECKPOINT_AFTER}'")
        ledger = Ledger(connection, run_at)
        with closing(RunLedger(warehouse)) as run_ledger:
            row_decisions, tombstones = run_ledger.row_decisions(), run_ledger.tombstones()
        tables.make_tables(connection, contracts)
        if ledger.was_interrupted:
            tables.remove_unfinished(connection, contracts)
        result = LandingResult(ledger.begin_batch(source_dir, country), source_dir, country)
        files = discover(source_dir, run_at.date())
        claimed = sorted(
            (Claimed(file, *claim(file, contracts)) for file in files),
            key=lambda each: each.contract.name if each.contract else "",
        )
        make_ready = partial(
            prepare,
            scratch=scratch,
            limits=limits or Limits.from_environment(),
            is_known=ledger.is_known,
        )
        loader = Loader(connection, contracts, ledger, scratch, tidying, tombstones)
        with closing(prepare_ahead(claimed, make_ready)) as ready:
            in_view = show_progress(ready, sum(file.size for file in files), console)
            result.outcomes.extend(loader.load(in_view))
        with transaction(connection):
            by_name = {contract.name: contract for contract in contracts}
            result.released = settle(connection, by_name, row_decisions)
        ledger.finish_batch(len(files), result.landed, result.skipped, result.refused)
    if console:
        show_summary(result, console)
    return result


@contextmanager
def _scratch(warehouse: Warehouse) -> Iterator[Path]:
    """Give an empty folder for unpacked files; what a killed run left in it goes first."""
    folder = warehouse.folder / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

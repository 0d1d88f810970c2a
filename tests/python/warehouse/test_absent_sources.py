"""Any source can be absent: whole runs without each of them, and with one of them alone.

A run costs minutes, so `make test` leaves these out and `make test-absent` does them.
"""

import os
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from whole_run import RUN_AT, landed_rows, published_sources, weft

from harness import ROOT, Pipeline
from weft.landing.contracts import load_contracts
from weft.landing.delivery import claim, discover

pytestmark = [pytest.mark.slow, pytest.mark.absent]

CONTRACTS = load_contracts(ROOT / "models")
SOURCES = sorted({contract.source_name for contract in CONTRACTS})


class Built(NamedTuple):
    """What a run published, and what it rests on."""

    landed: dict[str, int]
    conformed: dict[tuple[str, str], int]
    published: set[str]
    strange: set[str]


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts of a small sample: of this seed every source delivers something."""
    out = tmp_path_factory.mktemp("delivered") / "sample"
    done = weft(
        *("sample", "--customers", "150", "--months", "4", "--seed", "4", "--out", str(out)),
        warehouse=out,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out / "extracts"


@pytest.fixture(scope="session")
def whole(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What comes of all sources."""
    return _built(delivered, SOURCES, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("absent", SOURCES)
def test_any_source_can_be_absent(
    absent: str, whole: Built, delivered: Path, tmp_path: Path
) -> None:
    assert whole.landed[absent], "the sample delivers nothing of it"
    without = _built(delivered, [name for name in SOURCES if name != absent], tmp_path)
    assert without.landed == {**whole.landed, absent: 0}
    assert without.conformed == {
        (source, model): 0 if source == absent else rows
        for (source, model), rows in whole.conformed.items()
    }
    assert absent not in without.published
    assert absent not in without.strange


@pytest.mark.parametrize("only", ["shopify", "mailchimp"])
def test_one_source_is_enough(only: str, whole: Built, delivered: Path, tmp_path: Path) -> None:
    alone = _built(delivered, [only], tmp_path)
    assert alone.landed == {**dict.fromkeys(SOURCES, 0), only: whole.landed[only]}
    assert alone.conformed == {
        (source, model): rows if source == only else 0
        for (source, model), rows in whole.conformed.items()
    }
    assert alone.published == {only}
    assert alone.strange <= {only}


def _built(delivered: Path, sources: Collection[str], folder: Path) -> Built:
    """Run on the deliveries of these sources; what is built is kept only when a run failed."""
    extracts, warehouse = folder / "extracts", folder / "warehouse"
    for file in discover(delivered, date.fromisoformat(RUN_AT[:10])):
        contract, _ = claim(file, CONTRACTS)
        link = extracts / file.location.relative_to(delivered)
        if contract and contract.source_name in sources and not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            os.link(file.location, link)
    done = Pipeline(ROOT, warehouse).weft("run", "--from", str(extracts), "--run-at", RUN_AT)
    assert done.code == 0, done.output[-6000:]
    built = described(warehouse)
    for file in warehouse.glob("*.duckdb"):
        file.unlink()
    return built


def described(warehouse: Path) -> Built:
    """Say what a warehouse holds, source by source."""
    with duckdb.connect() as db:
        for name in ("weft", "build"):
            db.execute(f"attach '{warehouse / name}.duckdb' as {name} (read_only)")
        conformed = {
            (path.parent.name, path.stem): db.sql(f"from build.conformed.{path.stem}").shape[0]
            for path in (ROOT / "models" / "conformed").glob("*/*.sql")
        }
        strange = db.execute(
            "select distinct split_part(relation, '.', 1) from weft.quality.quality_checks "
            "where gate = 'delivery' and status != 'passed'"
        ).fetchall()
        return Built(
            landed_rows(db), conformed, published_sources(db), {name for (name,) in strange}
        )

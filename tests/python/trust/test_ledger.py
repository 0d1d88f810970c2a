"""The run ledger."""

from pathlib import Path

import duckdb
import pytest
import yaml

from harness import ROOT
from weft.errors import WeftError
from weft.gates.results import CheckResult, without_values
from weft.pipeline.ledger import MIRRORED, Ledger
from weft.settings import Warehouse


def test_a_run_left_open_by_a_kill_is_marked_at_the_next_start(tmp_path: Path) -> None:
    ledger = Ledger(Warehouse(tmp_path))
    killed = ledger.start("run", "2026-01-01 00:00:00")
    ledger.begin_step(killed, "land")
    following = ledger.start("run", "2026-01-01 00:00:00")
    assert {run.run_id: run.status for run in ledger.last_runs(5)} == {
        killed: "interrupted",
        following: "running",
    }


def test_the_mirror_has_the_columns_and_types_of_the_source(tmp_path: Path) -> None:
    path = ROOT / "models" / "quality" / "_ledger__sources.yml"
    (source,) = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    documented = {
        table["name"]: {column["name"]: column["data_type"] for column in table["columns"]}
        for table in source["tables"]
    }
    assert documented == MIRRORED

    ledger = Ledger(Warehouse(tmp_path))
    run_id = ledger.start("run", "2026-01-01 00:00:00")
    ledger.record_checks(
        run_id,
        [
            CheckResult(
                "a", "drift", "s", "marts.t", "c", "warn", "warned", 3, sample_keys=("t_key=1",)
            )
        ],
    )
    with duckdb.connect() as connection:
        for _ in range(2):
            ledger.mirror(connection)
        types = connection.execute(
            "select table_name, column_name, lower(data_type) from duckdb_columns() "
            "where schema_name = 'ledger'"
        ).fetchall()
        checks = connection.execute(
            "select run_id, failures, sample_keys from ledger.checks"
        ).fetchall()
    assert {table: {c: t for n, c, t in types if n == table} for table in MIRRORED} == MIRRORED
    assert checks == [(run_id, 3, '["t_key=1"]')]


def test_unit_tests_are_proven_for_one_state_of_the_project(tmp_path: Path) -> None:
    ledger = Ledger(Warehouse(tmp_path))
    run_id = ledger.start("run", "2026-01-01 00:00:00")
    unit, data = (
        CheckResult(gate, f"{gate} test", "s", "marts.t", "c", "error", "passed", sample_keys=())
        for gate in ("unit", "data")
    )
    ledger.record_checks(run_id, [unit, data])
    assert ledger.proof("as it is") == []
    ledger.prove("as it is", run_id)
    assert ledger.proof("as it is") == [unit]
    assert ledger.proof("as it is now") == []


def test_a_damaged_ledger_is_named_with_its_cure(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.ledger.write_bytes(b"no database at all, but long enough to look like one" * 10)
    with pytest.raises(WeftError, match=r"ledger\.sqlite cannot be read") as raised:
        Ledger(warehouse)
    assert "Move it away" in raised.value.cure


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            "Could not convert string 'ann@x.example' to INT32",
            "Could not convert string '…' to INT32",
        ),
        ("Duplicate key ann@x.example in index", "Duplicate key … in index"),
        ('column "email" must appear', 'column "email" must appear'),
    ],
)
def test_values_are_taken_out_of_error_messages(message: str, shown: str) -> None:
    assert without_values(message) == shown

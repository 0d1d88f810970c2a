"""Whole runs on samples of several sizes: time, memory and rows per layer, so that growth shows."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from weft.bench.memory import peak_memory
from weft.errors import WeftError
from weft.pipeline.ledger import Ledger
from weft.settings import PROJECT_ROOT, Warehouse

RUN_AT = "2026-10-01T06:00:00"
LAYERS = ("raw", "staging", "conformed", "identity", "activity", "contact", "marts")
SEED = "7"
MONTHS = "18"


@dataclass(frozen=True)
class Measured:
    """One size: seconds of the sample, the run, its steps and layers, peak memory in GiB, rows.

    later_check_seconds: those of a check when the project has passed its unit tests before.
    """

    customers: int
    sample_seconds: float
    run_seconds: float
    peak_gib: float
    step_seconds: dict[str, float]
    rows: dict[str, int]
    layer_seconds: dict[str, float]
    later_check_seconds: float


def bench_run(sizes: Sequence[int], console: Console) -> None:
    """Sample, land, build, check and publish for each size; print what grew, and how.

    The named alternative is a straight line through the smallest size: a ratio of 1 means that
    the run grew exactly as its input did.

    Raises:
        WeftError: A sample or a run ended with an error.
    """
    measured = []
    for customers in sizes:
        console.print(f"{customers:,} customers …")
        with tempfile.TemporaryDirectory(prefix="weft-bench-") as folder:
            measured.append(_measure(customers, Path(folder)))
    console.print(_table(measured))


def _measure(customers: int, folder: Path) -> Measured:
    sample, warehouse = folder / "sample", folder / "warehouse"
    sample_seconds, _ = _weft(
        warehouse,
        "sample",
        "--customers",
        str(customers),
        "--months",
        MONTHS,
        "--seed",
        SEED,
        "--out",
        str(sample),
    )
    run_seconds, peak_gib = _weft(
        warehouse, "run", "--from", str(sample / "extracts"), "--run-at", RUN_AT
    )
    step_seconds = _steps(warehouse)
    _weft(warehouse, "check")
    return Measured(
        customers,
        sample_seconds,
        run_seconds,
        peak_gib,
        step_seconds,
        _rows(warehouse),
        _layers(warehouse),
        _checks(_steps(warehouse)),
    )


def _weft(warehouse: Path, *words: str) -> tuple[float, float]:
    """Run the command; give its seconds, and the most memory its processes held together."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "weft", *words],
            cwd=PROJECT_ROOT,
            env={
                **os.environ,
                "WEFT_WAREHOUSE": str(warehouse),
                "PYTHONPATH": str(PROJECT_ROOT / "scripts"),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        with peak_memory(process.pid) as peak:
            process.wait()
        if process.returncode:
            output.seek(0)
            raise WeftError(f"weft {words[0]} ended with {process.returncode}: {output.read()}")
    return time.perf_counter() - began, peak.gib


def _steps(warehouse: Path) -> dict[str, float]:
    with closing(Ledger(Warehouse(warehouse))) as ledger:
        [run] = ledger.last_runs(1)
        return {step.name: step.seconds for step in ledger.steps(run.run_id)}


def _rows(warehouse: Path) -> dict[str, int]:
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        found = connection.execute(
            """
            select
                case when schema_name like 'raw\\_%' escape '\\' then 'raw' else schema_name end,
                sum(estimated_size)::bigint
            from duckdb_tables() group by all
            """
        ).fetchall()
    return {layer: rows for layer, rows in found if layer in LAYERS}


def _layers(warehouse: Path) -> dict[str, float]:
    manifest = json.loads((warehouse / "target" / "manifest.json").read_text(encoding="utf-8"))
    seconds: dict[str, float] = defaultdict(float)
    built = (warehouse / "target" / "run_results.json").read_text(encoding="utf-8")
    for result in json.loads(built)["results"]:
        node = manifest["nodes"].get(result["unique_id"], {})
        if node.get("resource_type") == "model" and node["schema"] in LAYERS:
            seconds[node["schema"]] += result["execution_time"]
    return seconds


def _checks(step_seconds: Mapping[str, float]) -> float:
    """Give the seconds of all that checks, before and after the build."""
    return step_seconds["inspect"] + step_seconds["check"]


def _table(measured: Sequence[Measured]) -> Table:
    table = Table("customers", title="Runs by size", title_justify="left")
    for one in measured:
        table.add_column(f"{one.customers:,}", justify="right")
    first = measured[0]

    def growth(one: Measured) -> str:
        line = first.run_seconds * one.customers / first.customers
        return f"{one.run_seconds / line:.2f}"

    table.add_row("sample, seconds", *(f"{one.sample_seconds:.0f}" for one in measured))
    table.add_row("run, seconds", *(f"{one.run_seconds:.0f}" for one in measured))
    table.add_row("against a straight line", *(growth(one) for one in measured))
    for step in first.step_seconds:
        table.add_row(
            f"{step}, seconds", *(f"{one.step_seconds.get(step, 0):.0f}" for one in measured)
        )
    table.add_row(
        "checks against build, first run",
        *(f"{_checks(one.step_seconds) / one.step_seconds['build']:.2f}" for one in measured),
    )
    table.add_row(
        "checks against build, project proven",
        *(f"{one.later_check_seconds / one.step_seconds['build']:.2f}" for one in measured),
    )
    table.add_row("peak memory, GiB", *(f"{one.peak_gib:.2f}" for one in measured))
    for layer in LAYERS:
        table.add_row(f"{layer}, rows", *(f"{one.rows.get(layer, 0):,}" for one in measured))
    for layer in LAYERS[1:]:
        table.add_row(
            f"{layer}, seconds in models",
            *(f"{one.layer_seconds.get(layer, 0):.1f}" for one in measured),
        )
    return table

"""Many records: time and memory of matching beside Splink, and of matching a few new ones."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from weft.bench.apart import apart
from weft.bench.built import Built
from weft.bench.identity import splink_way, weft_way
from weft.bench.identity.records import draw_records
from weft.bench.identity.score import Found
from weft.errors import WeftError

_SLOWEST = 8
_MEMORY_LIMIT = "1000MB"  # of DuckDB; Python and dbt take about 550 MB more


def bench_records(count: int, new_share: float, console: Console) -> None:
    """Match that many records both ways, then again with a share of new ones; print the outcome.

    Each step runs in a fresh process, so that its memory is its own.
    Errors: WeftError for numbers that make no lists.
    """
    new = round(count * new_share)
    if not 1 <= new < count - new:
        raise WeftError(
            f"{new:,} of {count:,} records cannot be new",
            "Ask for some thousand records, of which a small share is new.",
        )
    os.environ.setdefault("WEFT_MEMORY_LIMIT", _MEMORY_LIMIT)
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as scratch:
        folder = Path(scratch)
        console.print(f"drawing {count:,} records …")
        known, everybody = apart(draw_records, folder, count, new)
        console.print("landing and standardising …")
        whole, grown = folder / "whole", folder / "grown"
        apart(weft_way.hand_in, everybody, folder, whole)
        apart(weft_way.prepare, everybody, whole)
        console.print("matching …")
        candidate = whole / "warehouse" / "build.duckdb"
        ours = apart(weft_way.match_prepared, everybody, folder, whole)
        theirs = apart(splink_way.match_prepared, candidate, everybody.truth(folder))
        console.print(_ways_table(count, (theirs, ours)))
        console.print(
            "Both compare the same pairs of the same profiles; Splink gets the blocks ready made. "
            "Weft also ties by identifiers, keeps apart what is in conflict, and cuts weak bridges."
        )
        console.print(f"matching {new:,} new records …")
        apart(weft_way.hand_in, known, folder, grown)
        apart(weft_way.identify, known, grown)
        apart(weft_way.hand_in, everybody, folder, grown)
        upon = apart(weft_way.identify, everybody, grown)
        anew = apart(weft_way.identify, everybody, whole, "--full-refresh")
        different = apart(_different, whole, grown)
        console.print(_new_table(new, anew, upon))
        console.print(f"Records in another cluster than after a whole build: {different:,}.")


def _different(this_home: Path, that_home: Path) -> int:
    """Count the records whose cluster two warehouses know by another key."""
    with duckdb.connect() as connection:
        for name, home in (("this", this_home), ("that", that_home)):
            connection.execute(
                f"attach '{home / 'warehouse' / 'build.duckdb'}' as {name} (read_only)"
            )
        clusters = [
            f"select record_key, cluster_key from {name}.identity.record_nodes__grouped "
            f"inner join {name}.identity.clusters__resolved using (node_key)"
            for name in ("this", "that")
        ]
        [[different]] = connection.execute(
            f"select count(distinct record_key) from (({clusters[0]} except {clusters[1]}) "
            f"union all ({clusters[1]} except {clusters[0]}))"
        ).fetchall()
        return int(different)


def _ways_table(count: int, ways: Sequence[Found]) -> Table:
    table = Table(
        "way", title=f"Blocking, scoring and clusters of {count:,} records", title_justify="left"
    )
    for name in ("seconds", "GiB", "pairs", "F1", "precision", "recall"):
        table.add_column(name, justify="right")
    for found in ways:
        table.add_row(
            found.way,
            f"{found.matching_seconds:.1f}",
            f"{found.gib:.2f}",
            f"{found.pairs:,}",
            f"{found.score.f1:.4f}",
            f"{found.score.precision:.4f}",
            f"{found.score.recall:.4f}",
        )
    return table


def _new_table(new: int, anew: Built, upon: Built) -> Table:
    table = Table(
        "model",
        title=f"Identity, all anew and with {new:,} new records upon the last build",
        title_justify="left",
    )
    for name in ("anew s", "upon s", "share"):
        table.add_column(name, justify="right")

    def add(name: str, whole: float, part: float) -> None:
        table.add_row(name, f"{whole:.1f}", f"{part:.1f}", f"{part / whole:.2f}")

    slowest = sorted(upon.by_model, key=lambda name: -upon.by_model[name])[:_SLOWEST]
    for name in slowest:
        add(name, anew.by_model[name], upon.by_model[name])
    table.add_section()
    add("all", anew.seconds, upon.seconds)
    return table

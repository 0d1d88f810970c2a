"""Matching on public data with known truth, by Weft's models and by Splink, beside each other."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from weft.bench.apart import apart
from weft.bench.identity import splink_way, weft_way
from weft.bench.identity.datasets import DATASETS, Dataset
from weft.bench.identity.score import Found
from weft.errors import WeftError


def bench_identity(data: Path, only: Sequence[str] | None, console: Console) -> None:
    """Match each data set both ways, each in a process of its own, and print the outcome.

    data: folder of the public files. only: names of the data sets; all without it.
    Errors: WeftError for a name or a file that is not there.
    """
    names = [dataset.name for dataset in DATASETS]
    unknown = [name for name in only or [] if name not in names]
    if unknown:
        raise WeftError(f"no data set is called {unknown[0]}", f"There are: {', '.join(names)}.")
    chosen = [dataset for dataset in DATASETS if not only or dataset.name in only]
    for dataset in chosen:
        for name in dataset.lists:
            dataset.read(data, name)
    table = _table()
    for dataset in chosen:
        console.print(f"{dataset.name} …")
        for found in (
            apart(splink_way.match, dataset, data),
            apart(weft_way.match, dataset, data),
        ):
            _add(table, dataset, found)
        table.add_section()
    console.print(table)
    console.print(
        "Threshold: for both the whole number of bits whose clusters have the best pairwise F1. "
        "Matching: blocking, scoring and clusters at one threshold; for Weft it is "
        "dbt's time in the models."
    )


def _table() -> Table:
    table = Table("data set", "way", title="Matching, against the truth", title_justify="left")
    for name in (
        "F1", "goal", "precision", "recall", "B-cubed", "merged", "split", "bits",
        "training s", "matching s", "GiB",
    ):  # fmt: skip
        table.add_column(name, justify="right")
    return table


def _add(table: Table, dataset: Dataset, found: Found) -> None:
    score = found.score
    table.add_row(
        dataset.name,
        found.way,
        f"{score.f1:.4f}",
        f"{dataset.goal:.3f}",
        f"{score.precision:.4f}",
        f"{score.recall:.4f}",
        f"{score.cubed:.4f}",
        f"{score.merged_clusters:,}",
        f"{score.split_people:,}",
        f"{found.threshold:+.0f}",
        f"{found.training_seconds:.1f}",
        f"{found.matching_seconds:.1f}",
        f"{found.gib:.2f}",
    )

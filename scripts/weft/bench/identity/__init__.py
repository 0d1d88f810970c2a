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

_SCORES = ("F1", "goal", "precision", "recall", "B-cubed")
_EFFORTS = ("merged", "split", "bits", "train s", "match s", "GiB")


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
    scores = _table("Matching, against the truth", *_SCORES)
    efforts = _table("What it got wrong, and what it took", *_EFFORTS)
    for dataset in chosen:
        console.print(f"{dataset.name} …")
        for found in (
            apart(splink_way.match, dataset, data),
            apart(weft_way.match, dataset, data),
        ):
            scores.add_row(dataset.name, found.way, *_scores(dataset, found))
            efforts.add_row(dataset.name, found.way, *_efforts(found))
        scores.add_section()
        efforts.add_section()
    console.print(scores)
    console.print(efforts)
    console.print(
        "Threshold: for both the whole number of bits whose clusters have the best pairwise F1. "
        "Merged: clusters of several people; split: people in several. "
        "Matching: blocking, scoring and clusters at one threshold; for Weft it is "
        "dbt's time in the models."
    )


def _table(title: str, *columns: str) -> Table:
    table = Table("data set", "way", title=title, title_justify="left", collapse_padding=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _scores(dataset: Dataset, found: Found) -> Sequence[str]:
    score = found.score
    return (
        f"{score.f1:.4f}",
        f"{dataset.goal:.3f}",
        f"{score.precision:.4f}",
        f"{score.recall:.4f}",
        f"{score.cubed:.4f}",
    )


def _efforts(found: Found) -> Sequence[str]:
    return (
        f"{found.score.merged_clusters:,}",
        f"{found.score.split_people:,}",
        f"{found.threshold:+.0f}",
        f"{found.training_seconds:.1f}",
        f"{found.matching_seconds:.1f}",
        f"{found.gib:.2f}",
    )

"""Weft's own models on the public data sets: landed, built, trained, built again."""

import io
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from weft.bench.built import Built, build
from weft.bench.identity.datasets import Dataset
from weft.bench.identity.score import (
    LINK,
    REVIEW,
    Found,
    Score,
    best_threshold,
    score,
)
from weft.bench.memory import peak_gib
from weft.errors import WeftError
from weft.identity.train import TERM_COLUMNS, WEIGHT_COLUMNS, count_terms, train
from weft.landing import land
from weft.pipeline.dbt_project import DbtProject
from weft.settings import PROJECT_ROOT, Warehouse
from weft.warehouse import connect

# Read by the models in place of a number, so that another threshold needs no other compilation.
_THRESHOLD = "(select weight from bench.threshold)"
_LOWEST = -10
_CLUSTERS = (
    "select replace(people.source_system, 'list:', '') || '|' || people.source_id as record_id, "
    "clusters.cluster_key as cluster_id "
    "from identity.people__standardised as people "
    "inner join identity.record_nodes__grouped as nodes using (record_key) "
    "inner join identity.clusters__resolved as clusters using (node_key)"
)


# What stands ready before Splink begins too, and what is held against its predict and cluster.
_BEFORE = ["people__standardised+,+record_nodes__grouped", "profiles__distinct"]
_MATCHING = ["match_blocks__keyed+,+clusters__resolved", "edges__exact"]


def match(dataset: Dataset, folder: Path, keep: Path | None = None) -> Found:
    """Land, train and build; give the clusters at the threshold that is best.

    keep: a folder for the warehouse that stays; without it, it is a temporary one.
    """
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as scratch:
        home = keep or Path(scratch)
        shutil.rmtree(home, ignore_errors=True)
        project = landed(
            dataset,
            folder,
            home,
            {"match_review_weight": _LOWEST, "match_link_weight": _THRESHOLD},
        )
        _set_threshold(project.warehouse, 5)
        return _matched(project, dataset, dataset.truth(folder))


def landed(
    dataset: Dataset, folder: Path, home: Path, variables: Mapping[str, Any] | None = None
) -> DbtProject:
    """Land a data set in the warehouse below `home`; give the project that builds it."""
    project = project_of(dataset, home, variables)
    delivery = dataset.write_lists(folder, home / "extracts")
    report = land(project.warehouse, delivery, run_at=dataset.run_at, country=dataset.country)
    if report.refused or report.quarantined:
        raise WeftError(f"{dataset.name} did not land whole", "Please report this.")
    return project


def project_of(
    dataset: Dataset, home: Path, variables: Mapping[str, Any] | None = None
) -> DbtProject:
    """Give the project that builds a data set in the warehouse below `home`.

    variables: dbt's, besides those of the data set.
    """
    return DbtProject(
        PROJECT_ROOT,
        Warehouse(home / "warehouse"),
        {
            "weft_sources": ["lists"],
            "weft_default_country": dataset.country,
            "run_at": f"{dataset.run_at:%Y-%m-%d %H:%M:%S}",
            **(variables or {}),
            **dataset.variables,
        },
    )


def hand_in(dataset: Dataset, folder: Path, home: Path) -> None:
    """Land a data set and build all that identity rests on."""
    layers = ("resource_type:seed", "path:models/staging", "path:models/conformed")
    build(landed(dataset, folder, home), [f"{layer},+records__keyed" for layer in layers])


def prepare(dataset: Dataset, home: Path) -> None:
    """Build what stands before matching."""
    ends = ("profiles__distinct", "record_nodes__grouped")
    build(project_of(dataset, home), [f"path:models/identity,+{end}" for end in ends])


def match_prepared(dataset: Dataset, folder: Path, home: Path) -> Found:
    """Match what is prepared, with the project's weights, at the thresholds both ways use."""
    project = project_of(dataset, home, {"match_review_weight": REVIEW, "match_link_weight": LINK})
    seconds = build(project, _MATCHING).seconds
    gib = peak_gib()
    with connect(project.warehouse) as connection:
        [[pairs]] = connection.execute(
            "select count(*) from identity.profile_pairs__scored"
        ).fetchall()
        connection.execute("create schema if not exists bench")
        connection.execute(f"create or replace table bench.truth as {dataset.truth(folder)}")
        found = score(connection, _CLUSTERS, "bench.truth")
    return Found("Weft", found, LINK, 0, seconds, gib, int(pairs))


def identify(dataset: Dataset, home: Path, *flags: str) -> Built:
    """Build identity upon what is prepared: from standardised people to their customer keys."""
    return build(project_of(dataset, home), ["path:models/identity,+records__keyed"], *flags)


def _matched(project: DbtProject, dataset: Dataset, truth: str) -> Found:
    warehouse = project.warehouse
    build(project, ["+profiles__distinct", "+record_nodes__grouped", "match_weights"])
    if dataset.is_deduplicated:
        _mark_as_deduplicated(project, dataset.lists)
    began = time.perf_counter()
    # The names are counted first, so that what was learnt of another company plays no part.
    _fill(warehouse, "match_term_frequencies", TERM_COLUMNS, count_terms(project))
    build(project, ["people__standardised", "profiles__distinct"])
    silent = Console(file=io.StringIO())
    learnt = train(project, silent, profiles=50_000, pairs_of=3_000)
    _fill(warehouse, "match_term_frequencies", TERM_COLUMNS, learnt.terms)
    _fill(warehouse, "match_weights", WEIGHT_COLUMNS, learnt.weights)
    trained = time.perf_counter()
    build(project, _BEFORE)
    matching = build(project, _MATCHING).seconds
    with connect(warehouse) as connection:
        connection.execute(f"create table bench.truth as {truth}")

    def at(threshold: float) -> Score:
        _set_threshold(warehouse, threshold)
        build(project, ["profile_pairs__scored+,+clusters__resolved"])
        with duckdb.connect(str(warehouse.candidate), read_only=True) as connection:
            return score(connection, _CLUSTERS, "bench.truth")

    threshold, best = best_threshold(at)
    at(threshold)
    return Found("Weft", best, threshold, trained - began, matching, peak_gib())


def _mark_as_deduplicated(project: DbtProject, lists: Iterable[str]) -> None:
    """Say of each list what a company would say in seeds/source_overrides.csv."""
    with connect(project.warehouse) as connection:
        connection.executemany(
            "insert into seeds.source_overrides (source_system, is_deduplicated) values (?, true)",
            [[f"list:{name}"] for name in lists],
        )
    build(project, ["source_settings"])


def _set_threshold(warehouse: Warehouse, weight: float) -> None:
    with connect(warehouse) as connection:
        connection.execute("create schema if not exists bench")
        connection.execute(
            "create or replace table bench.threshold as select ? as weight", [weight]
        )


def _fill(
    warehouse: Warehouse, seed: str, columns: Sequence[str], rows: Sequence[Mapping[str, object]]
) -> None:
    """Put rows in the place of a seed's own."""
    with connect(warehouse) as connection:
        connection.execute(f"delete from seeds.{seed}")
        connection.executemany(
            f"insert into seeds.{seed} ({', '.join(columns)}) "
            f"values ({', '.join('?' for _ in columns)})",
            [[row[column] if row[column] != "" else None for column in columns] for row in rows],
        )

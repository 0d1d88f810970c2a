"""Splink on the public data sets, with the settings its own documentation gives for each.

From the examples of its documentation, https://moj-analytical-services.github.io/splink/demos/:
febrl3, febrl4 (the detailed model), deduplicate_50k_synthetic, accuracy_analysis_from_labels_column
(fake_1000). Without the number, what rests on it is left out and nothing else is changed.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from weft.bench.identity.datasets import Dataset
from weft.bench.identity.score import (
    LINK,
    REVIEW,
    Found,
    best_threshold,
    score,
)
from weft.bench.memory import peak_gib
from weft.sql import quote_literal


@dataclass(frozen=True)
class _Example:
    """An example of the documentation."""

    link_type: Literal["dedupe_only", "link_only"]
    id_column: str
    blocking: list[Any]
    comparisons: list[Any]
    certain: list[Any]
    recall: float
    max_pairs: float
    passes: Sequence[Any]
    without_terms: bool = True
    columns: str = "*"


def _febrl3(number: bool) -> _Example:
    return _Example(
        link_type="dedupe_only",
        id_column="record_id",
        blocking=[
            *([block_on("soc_sec_id")] if number else []),
            *(block_on(each) for each in ("given_name", "surname", "date_of_birth", "postcode")),
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            *([cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2])] if number else []),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        certain=[
            *([block_on("soc_sec_id")] if number else []),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name "
            "and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
        max_pairs=1e6,
        passes=[block_on("date_of_birth"), block_on("postcode")],
        without_terms=False,
    )


def _febrl4(number: bool) -> _Example:
    return _Example(
        link_type="link_only",
        id_column="record_id",
        blocking=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            *([block_on("soc_sec_id")] if number else []),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            *([cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])] if number else []),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
        certain=[
            *([block_on("soc_sec_id")] if number else []),
            block_on("given_name", "surname", "date_of_birth"),
        ],
        recall=0.8,
        max_pairs=1e6,
        passes=[block_on("date_of_birth"), block_on("postcode")],
    )


def _historical() -> _Example:
    return _Example(
        link_type="dedupe_only",
        id_column="record_id",
        blocking=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison(
                "first_name", "surname", forename_surname_concat_col_name="both_names"
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        certain=[
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
        max_pairs=1e7,
        passes=[block_on("first_name", "surname"), block_on("dob")],
        columns="*, first_name || ' ' || surname as both_names",
    )


def _fake() -> _Example:
    return _Example(
        link_type="dedupe_only",
        id_column="record_id",
        blocking=[block_on(each) for each in ("first_name", "surname", "dob", "email")],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        certain=[
            "l.first_name = r.first_name and levenshtein(r.dob::varchar, l.dob::varchar) <= 1",
            "l.surname = r.surname and levenshtein(r.dob::varchar, l.dob::varchar) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
        max_pairs=1e6,
        passes=[block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        columns="* replace (cast(dob as date) as dob)",
    )


EXAMPLES = {
    "febrl3": lambda: _febrl3(number=False),
    "febrl3 with number": lambda: _febrl3(number=True),
    "febrl4": lambda: _febrl4(number=False),
    "febrl4 with number": lambda: _febrl4(number=True),
    "historical_50k": _historical,
    "fake_1000": _fake,
}
_LOWEST = -10


def match(dataset: Dataset, folder: Path) -> Found:
    """Train, predict and cluster; give the clusters at the threshold that is best."""
    example = EXAMPLES[dataset.name]()
    connection = duckdb.connect(config={"threads": 2})
    api = DuckDBAPI(connection)
    tables = []
    for name in dataset.lists:
        connection.execute(
            f"create table {name} as select *, '{name}|' || {dataset.columns['person_id']} as "
            f"record_id from (select {example.columns} from "
            f"(select nullif(trim(columns(*)::varchar), '') from {dataset.read(folder, name)}))"
        )
        tables.append(api.register(name))
    began = time.perf_counter()
    linker = Linker(
        tables if len(tables) > 1 else tables[0],
        SettingsCreator(
            link_type=example.link_type,
            unique_id_column_name=example.id_column,
            comparisons=example.comparisons,
            blocking_rules_to_generate_predictions=example.blocking,
        ),
        log_level=logging.ERROR,
    )
    linker.training.estimate_probability_two_random_records_match(
        example.certain, recall=example.recall
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=example.max_pairs, seed=1)
    for rule in example.passes:
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=example.without_terms
        )
    trained = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_weight=_LOWEST)
    predicted = time.perf_counter()
    connection.execute(f"create table truth as {dataset.truth(folder)}")
    seconds = []

    def at(threshold: float) -> Any:
        start = time.perf_counter()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_weight=threshold
        )
        seconds.append(time.perf_counter() - start)
        return score(
            connection, f"select record_id, cluster_id from {clusters.physical_name}", "truth"
        )

    threshold, best = best_threshold(at)
    return Found(
        "Splink", best, threshold, trained - began, predicted - trained + min(seconds), peak_gib()
    )


def match_prepared(candidate: Path, truth: str) -> Found:
    """Match the profiles that the models compare, in the very blocks that the models used.

    candidate: the warehouse in which the models have matched them. truth: query of Dataset.truth.
    So both compare the same pairs: blocks too large are left out here as there, and come ready
    made. Library comparisons over the same columns, and the library's own training, which is not
    counted.
    """
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"attach {quote_literal(str(candidate))} as candidate (read_only)")
    connection.execute(
        "create table used as select keyed.* from candidate.identity.match_blocks__keyed as keyed "
        "inner join candidate.identity.match_blocks__sized using (block_key) where is_used"
    )
    rules = [
        rule
        for (rule,) in connection.execute(
            "select distinct rule_number from used order by rule_number"
        ).fetchall()
    ]
    blocks = ", ".join(
        f"max(block_key) filter (where rule_number = {rule}) as block_{rule}" for rule in rules
    )
    connection.execute(
        f"create table blocks as select profile_number, {blocks} from used group by profile_number"
    )
    connection.execute("drop table used")
    connection.execute(
        "create table profiles as select * replace (cast(birth_date as varchar) as birth_date) "
        "from candidate.identity.profiles__distinct left join blocks using (profile_number)"
    )
    connection.execute("drop table blocks")
    linker = Linker(
        DuckDBAPI(connection).register("profiles"),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="profile_key",
            comparisons=[
                cl.NameComparison("given_root").configure(term_frequency_adjustments=True),
                cl.NameComparison("family_key").configure(term_frequency_adjustments=True),
                cl.DateOfBirthComparison("birth_date", input_is_string=True),
                cl.EmailComparison("email"),
                cl.ExactMatch("mobile_key"),
                cl.ExactMatch("landline_key"),
                cl.PostcodeComparison("postcode_key"),
                cl.LevenshteinAtThresholds("address_key", 2),
            ],
            blocking_rules_to_generate_predictions=[block_on(f"block_{rule}") for rule in rules],
            retain_matching_columns=False,
            retain_intermediate_calculation_columns=False,
        ),
        log_level=logging.ERROR,
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_root", "family_key", "email")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in (("given_root", "family_key", "birth_date"), ("email",)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    began = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_weight=REVIEW)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_weight=LINK
    )
    seconds = time.perf_counter() - began
    gib = peak_gib()
    [[found]] = connection.execute(f"select count(*) from {pairs.physical_name}").fetchall()
    connection.execute(f"create table truth as {truth}")
    clustered = (
        "select replace(source_system, 'list:', '') || '|' || source_id as record_id, cluster_id "
        "from candidate.identity.people__standardised "
        f"inner join {clusters.physical_name} using (profile_key)"
    )
    return Found("Splink", score(connection, clustered, "truth"), LINK, 0, seconds, gib, int(found))

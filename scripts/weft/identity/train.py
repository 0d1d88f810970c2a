"""Learning the weights of matching from the warehouse's own records, with Splink.

Training is deliberate and rare; a run only scores. The same candidate gives the same weights: the
sample is drawn by hash, unlikely pairs are counted over all pairs of it, and one thread adds up.
"""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from weft.errors import WeftError
from weft.identity.at_home import learn_at_home
from weft.identity.comparisons import (
    ANYWHERE,
    AT_HOME,
    PRIOR,
    Comparison,
    Learnt,
    read_comparisons,
)
from weft.pipeline.dbt_project import DbtProject
from weft.seeds import write_seed
from weft.sql import quote_identifier, quote_literal

WEIGHT_COLUMNS = (
    "setting",
    "comparison",
    "level",
    "label",
    "m_probability",
    "u_probability",
    "weight",
    "smallest_frequency",
    "comment",
)
TERM_COLUMNS = ("comparison", "term", "frequency")
# Passes of expectation maximisation: each learns what it is not blocked on. Where the data has
# nothing to block one on, those of the second list take its place.
PASSES: Sequence[tuple[str, ...]] = (
    ("email",),
    ("family_key", "postcode_key", "address_key"),
    ("given_root", "family_key", "birth_date"),
    ("mobile_key",),
)
OTHER_PASSES: Sequence[tuple[str, ...]] = (
    ("birth_date",),
    ("given_root", "family_key"),
    ("postcode_key",),
)
_FEWEST_PAIRS = 100  # a pass needs some to learn from
# What is certain enough to count matches by, and the share of the matches it finds.
CERTAIN = (("given_root", "family_key", "email"), ("given_root", "family_key", "birth_date"))
CERTAIN_RECALL = 0.6
# Names rarer than this, or of fewer profiles, are not written down: they would tell of single
# people, and in little data a slip of the pen would pass for a name.
SMALLEST_FREQUENCY = 0.0002
FEWEST_PROFILES = 5
_SETTLED = 7  # significant digits kept
# No level is rarer among unlike or like pairs, however few were looked at.
_RAREST, _RAREST_MATCH = 1e-6, 1e-4


@dataclass(frozen=True)
class Training:
    """What was learnt: rows of both seeds."""

    weights: Sequence[Mapping[str, object]]
    terms: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class _Model:
    """What holds in a setting: the prior, and m and u by comparison and level."""

    setting: str
    prior: float
    learnt: Learnt


def train(project: DbtProject, console: Console, *, profiles: int, pairs_of: int) -> Training:
    """Learn m, u and the prior from the profiles of the candidate.

    profiles: how many are looked at, drawn by hash. pairs_of: of how many of them all pairs are
    counted for u. Errors: WeftError when the candidate has no profiles.
    """
    comparisons, home = read_comparisons(project), project.render("{{ of_one_home() }}")
    with open_candidate(project) as connection:
        [[known]] = connection.execute(
            "select count(*) from candidate.identity.profiles__distinct"
        ).fetchall()
        console.print(f"learning from {min(profiles, known):,} of {known:,} profiles …")
        terms = _terms(connection, comparisons)
        take_sample(connection, "learnt_from", profiles)
        take_sample(connection, "paired", pairs_of)
        anywhere = _learn_anywhere(connection, comparisons, pairs_of, console)
        console.print("expectation maximisation within homes …")
        prior, learnt = learn_at_home(connection, "learnt_from", comparisons, anywhere.learnt, home)
        at_home = _Model(AT_HOME, prior, learnt)
        return Training(
            [row for model in (anywhere, at_home) for row in _weights(model, comparisons, known)],
            terms,
        )


def count_terms(project: DbtProject) -> list[dict[str, object]]:
    """Count the names of the candidate: rows of seed match_term_frequencies."""
    comparisons = read_comparisons(project)  # before the candidate is opened: dbt opens it too
    with open_candidate(project) as connection:
        return _terms(connection, comparisons)


def open_candidate(project: DbtProject) -> duckdb.DuckDBPyConnection:
    """Give a connection to the candidate, which holds profiles.

    One thread, so that sums add up in one order.
    """
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        f"attach {quote_literal(str(project.warehouse.candidate))} as candidate (read_only)"
    )
    try:
        connection.execute("from candidate.identity.profiles__distinct limit 0")
    except duckdb.CatalogException as error:
        raise WeftError(
            "the candidate has no profiles to learn from", "Build it first: weft run"
        ) from error
    return connection


def _learn_anywhere(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    pairs_of: int,
    console: Console,
) -> _Model:
    """Learn what agreement says of two random people."""
    comparisons = [one for one in comparisons if _is_known(connection, one, "paired")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="profile_key",
        comparisons=[comparison.as_splink() for comparison in comparisons],
        blocking_rules_to_generate_predictions=[block_on("email")],
        retain_matching_columns=False,
    )
    unlikely = _linker(connection, settings, "paired")
    unlikely.training.estimate_u_using_random_sampling(max_pairs=pairs_of**2)
    linker = _linker(connection, unlikely.misc.save_model_to_json(), "learnt_from")
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*columns) for columns in CERTAIN], recall=CERTAIN_RECALL
    )
    for columns in _passes(connection, "learnt_from"):
        console.print(f"expectation maximisation, blocked on {', '.join(columns)} …")
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    model = linker.misc.save_model_to_json()
    return _Model(
        ANYWHERE,
        model["probability_two_random_records_match"],
        _read_model(model, comparisons),
    )


def _is_known(connection: duckdb.DuckDBPyConnection, comparison: Comparison, table: str) -> bool:
    """Say whether any profile has what the comparison reads: then it says something of itself."""
    sides = "columns(*) as '\\0_l', columns(*) as '\\0_r'"
    [[known]] = connection.execute(
        f"select coalesce(bool_or(not ({comparison.null_when})), false) "
        f"from (select {sides} from {table})"
    ).fetchall()
    return bool(known)


def _passes(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, ...]]:
    """Give the passes that the data has pairs for."""

    def bears(columns: tuple[str, ...]) -> bool:
        keys = ", ".join(columns)
        [[pairs]] = connection.execute(
            "select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n "
            f"from {table} where {' is not null and '.join(columns)} is not null group by {keys})"
        ).fetchall()
        return bool(pairs >= _FEWEST_PAIRS)

    usual = [columns for columns in PASSES if bears(columns)]
    missing = len(PASSES) - len(usual)
    return usual + [columns for columns in OTHER_PASSES if bears(columns)][: max(missing, 0)]


def _read_model(model: Mapping[str, Any], comparisons: Sequence[Comparison]) -> Learnt:
    """Take m and u out of a model as Splink saves it; a comparison no pair showed has none."""
    learnt = {}
    for comparison, said in zip(comparisons, model["comparisons"], strict=True):
        levels = [level for level in said["comparison_levels"] if not level.get("is_null_level")]
        if any(level.get("m_probability") for level in levels):
            for level, found in zip(comparison.levels, levels, strict=True):
                learnt[comparison.name, level.number] = (
                    max(found.get("m_probability") or 0.0, _RAREST_MATCH),
                    max(found.get("u_probability") or 0.0, _RAREST),
                )
    return learnt


def write(training: Training, folder: Path) -> dict[str, int]:
    """Write both seeds; give the number of rows of each."""
    return {
        name: write_seed(folder / name, columns, rows)
        for name, columns, rows in (
            ("match_weights.csv", WEIGHT_COLUMNS, training.weights),
            ("match_term_frequencies.csv", TERM_COLUMNS, training.terms),
        )
    }


def _linker(connection: duckdb.DuckDBPyConnection, settings: Any, table: str) -> Linker:
    api = DuckDBAPI(connection)
    return Linker(api.register(table), settings, log_level=logging.ERROR)


def _terms(
    connection: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]
) -> list[dict[str, object]]:
    """Count the names: the share of each among the profiles that have one."""
    return [
        {"comparison": comparison.name, "term": name, "frequency": _settled(frequency)}
        for comparison in comparisons
        if comparison.term
        for name, frequency in count_frequencies(connection, comparison.term)
    ]


def count_frequencies(connection: duckdb.DuckDBPyConnection, term: str) -> list[tuple[str, float]]:
    """Give the names that are frequent enough to be written down, with their share."""
    column = quote_identifier(term)
    return connection.execute(
        f"select {column}, count(*) / sum(count(*)) over () as frequency "
        f"from candidate.identity.profiles__distinct where {column} is not null "
        f"group by {column} having count(*) >= {FEWEST_PROFILES} "
        f"qualify frequency >= {SMALLEST_FREQUENCY} order by {column}"
    ).fetchall()


def take_sample(connection: duckdb.DuckDBPyConnection, table: str, size: int) -> None:
    """Keep that many profiles of the candidate in a table, drawn by hash."""
    connection.execute(
        f"create table {table} as select * from candidate.identity.profiles__distinct "
        f"order by md5(profile_key) limit {size}"
    )


def _weights(
    model: _Model, comparisons: Sequence[Comparison], profiles: int
) -> Iterator[dict[str, object]]:
    """Give the rows of the seed: the prior, then each level; what no pair showed weighs nothing."""
    smallest = max(SMALLEST_FREQUENCY, _settled(FEWEST_PROFILES / profiles))
    empty = dict.fromkeys(WEIGHT_COLUMNS, "") | {"setting": model.setting}
    prior = _settled(model.prior)
    yield empty | {
        "comparison": PRIOR,
        "level": 0,
        "label": "two profiles are one person",
        "m_probability": prior,
        "weight": _bits(prior / (1 - prior)),
    }
    for comparison in comparisons:
        for level in comparison.levels:
            row = empty | {
                "comparison": comparison.name, "level": level.number, "label": level.label
            }  # fmt: skip
            if (comparison.name, level.number) not in model.learnt:
                yield row | {"weight": 0, "comment": "no pair showed it"}
                continue
            m, u = (_settled(p) for p in model.learnt[comparison.name, level.number])
            has_terms = comparison.term and model.setting == ANYWHERE
            yield row | {
                "m_probability": m,
                "u_probability": u,
                "weight": _bits(m / u),
                "smallest_frequency": smallest
                if has_terms and level is comparison.levels[0]
                else "",
            }


def _settled(number: float) -> float:
    """Round to the digits that do not depend on the order in which numbers were added up."""
    return float(f"{number:.{_SETTLED}g}")


def _bits(odds: float) -> float:
    """Give the weight of settled odds, exact enough to add up as Splink does."""
    return round(math.log2(odds), 9)

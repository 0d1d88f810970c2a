"""Markov's removal effects: worked cases of the literature, and numpy's answers to random ones."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import duckdb
import numpy
import pyarrow
import pytest

from macro_renderer import MacroRenderer

# A path, how often it converted, how often it was lost.
Paths = Sequence[tuple[str, int, int]]
SUNG = [
    *[(path, 1, 0) for path in (
        "email>social", "search>email", "social", "search>social>email", "direct",
        "search>email>social", "social>email",
    )],
    *[(path, 0, 1) for path in ("email>search", "email>social", "search")],
]  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(scope="module")
def query() -> str:
    return MacroRenderer("duckdb").render("{{ removal_effects('transitions') }}")


def steps_of(paths: Paths) -> Counter[tuple[str, str]]:
    steps: Counter[tuple[str, str]] = Counter()
    for path, converted, lost in paths:
        states = ["(start)", *path.split(">")]
        for pair in pairwise(states):
            steps[pair] += converted + lost
        steps[states[-1], "(converted)"] += converted
        steps[states[-1], "(lost)"] += lost
    return +steps


def solved(
    connection: duckdb.DuckDBPyConnection, query: str, chains: Sequence[Paths], *, seed: int = 0
) -> dict[tuple[int, str], tuple[float, float]]:
    """What the macro gives: conversion probability and removal effect by chain and state."""
    rows = [
        (str(chain), from_state, to_state, count)
        for chain, paths in enumerate(chains)
        for (from_state, to_state), count in steps_of(paths).items()
    ]
    random.Random(seed).shuffle(rows)
    columns = ("chain_key", "from_state", "to_state", "transition_count")
    connection.register(
        "transitions", pyarrow.table(dict(zip(columns, zip(*rows, strict=True), strict=True)))
    )
    found = connection.execute(
        f"select chain_key, state, conversion_probability, removal_effect::double from ({query})"
    ).fetchall()
    return {(int(chain), state): (p, effect) for chain, state, p, effect in found}


def credits(effects: dict[tuple[int, str], tuple[float, float]], paths: Paths) -> dict[str, float]:
    conversions = sum(converted for _, converted, _ in paths)
    total = sum(effect for _, effect in effects.values())
    return {state: conversions * effect / total for (_, state), (_, effect) in effects.items()}


def test_the_published_case_comes_out_to_its_digits(
    connection: duckdb.DuckDBPyConnection, query: str
) -> None:
    found = solved(connection, query, [SUNG])
    assert all(p == pytest.approx(0.7, abs=1e-12) for p, _ in found.values())
    assert {state: round(effect, 4) for (_, state), (_, effect) in found.items()} == {
        "email": 0.6571, "social": 0.5584, "search": 0.3214, "direct": 0.1429,
    }  # fmt: skip
    shares = {state: round(credit / 7, 4) for state, credit in credits(found, SUNG).items()}
    assert shares == {"email": 0.3912, "social": 0.3324, "search": 0.1913, "direct": 0.0850}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([("A>B>A>B>B>A", 1, 0), ("A>B>B>A>A", 1, 0), ("A>A", 1, 0)], {"A": 2, "B": 1}),
        ([("a>b", 3, 1), ("a>c", 1, 1)], {"a": 2, "b": 1.5, "c": 0.5}),
        (
            [("google", 2, 1), ("mailing", 1, 0), ("google>mailing", 1, 0)],
            {"google": 2.4, "mailing": 1.6},
        ),
    ],
)
def test_credits_of_small_cases(
    connection: duckdb.DuckDBPyConnection, query: str, paths: Paths, expected: dict[str, float]
) -> None:
    assert credits(solved(connection, query, [paths]), paths) == pytest.approx(expected, abs=1e-9)


def drawn(seed: int) -> Paths:
    draw = random.Random(seed)
    names = [f"c{number}" for number in range(draw.randint(1, 9))]

    def path() -> tuple[str, int, int]:
        states = draw.choices(names, k=draw.randint(1, 6))
        return ">".join(states), draw.randint(0, 5), draw.randint(0, 5)

    return [path() for _ in range(draw.randint(1, 25))]


def by_numpy(paths: Paths) -> tuple[float, dict[str, float]]:
    """Conversion probability, and each removal effect by a chain solved without the state."""
    steps = steps_of(paths)
    states = sorted({to for _, to in steps} - {"(converted)", "(lost)"})
    leaving: Counter[str] = Counter()
    for (from_state, _), count in steps.items():
        leaving[from_state] += count

    def converting(without: str | None) -> float:
        kept = ["(start)", *(state for state in states if state != without)]
        matrix = numpy.eye(len(kept))
        ends = numpy.zeros(len(kept))
        for row, from_state in enumerate(kept):
            for column, to_state in enumerate(kept):
                matrix[row, column] -= steps[from_state, to_state] / max(leaving[from_state], 1)
            ends[row] = steps[from_state, "(converted)"] / max(leaving[from_state], 1)
        return float(numpy.linalg.solve(matrix, ends)[0])

    whole = converting(None)
    return whole, {state: 1 - converting(state) / whole if whole else 0.0 for state in states}


def test_a_thousand_random_sets_of_paths_agree_with_numpy(
    connection: duckdb.DuckDBPyConnection, query: str
) -> None:
    chains = [paths for seed in range(1_000) if steps_of(paths := drawn(seed))]
    assert len(chains) > 990
    found = solved(connection, query, chains)
    expected = {}
    for chain, paths in enumerate(chains):
        whole, effects = by_numpy(paths)
        for state, effect in effects.items():
            expected[chain, state] = (whole, effect)
    assert found.keys() == expected.keys()
    worst = max(abs(a - b) for key in found for a, b in zip(found[key], expected[key], strict=True))
    assert worst < 1e-9
    assert solved(connection, query, chains, seed=1) == found

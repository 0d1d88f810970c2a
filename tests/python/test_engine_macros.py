"""Every macro of macros/engine, cleaning, lift and contact, evaluated on DuckDB and on Spark.

One table: macro call, inputs, what must come out. Both engines must give exactly that, so they
agree with each other and with what the macro's comment promises.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest

import cleaning_cases
import contact_cases
import engine_cases
import lift_cases
from engine_cases import DUCKDB_QUERIES
from engines import DuckDbEngine, Engine, SparkEngine
from macro_renderer import PROJECT, CompilationError, MacroRenderer

CASES = engine_cases.CASES + cleaning_cases.CASES + lift_cases.CASES + contact_cases.CASES
QUERIES = engine_cases.QUERIES + lift_cases.QUERIES + contact_cases.QUERIES
renderer = cache(MacroRenderer)


def macro_of(call: str) -> str:
    """The name of the outermost macro of a call."""
    return re.search(r"(\w+)\(", call)[1]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.slow)])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Each engine in turn, started once."""
    running: DuckDbEngine | SparkEngine
    if request.param == "duckdb":
        running = DuckDbEngine()
    else:
        running = SparkEngine(tmp_path_factory.mktemp("spark"))
    yield running
    running.close()


@pytest.mark.parametrize(("call", "rows"), CASES, ids=[macro_of(call) for call, _ in CASES])
def test_macro_gives_the_same_on_each_engine(
    engine: Engine, call: str, rows: list[tuple[str | None, ...]]
) -> None:
    """All rows of a call in one query: its inputs against what must come out."""
    expression = renderer(engine.name).render("{{ " + call + " }}")
    inputs = [(row[0], row[1] if len(row) == 3 else None) for row in rows]
    values = ", ".join(f"({number}, ?, ?)" for number in range(len(rows)))
    found = engine.query(
        f"""
        select cast({expression} as string)
        from (
            select n, cast(a as string) as a, cast(b as string) as b
            from (values {values}) as listed (n, a, b)
        ) as typed
        order by n
        """,
        [value for row in inputs for value in row],
    )
    outcome = {row[:-1]: result[0] for row, result in zip(rows, found, strict=True)}
    assert outcome == {row[:-1]: row[-1] for row in rows}


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=range(len(QUERIES)))
def test_query_gives_the_same_on_each_engine(
    engine: Engine, query: str, expected: list[tuple[str | None, ...]]
) -> None:
    """Macros that make up more than an expression."""
    assert engine.query(renderer(engine.name).render(query)) == expected


@pytest.mark.parametrize(("query", "expected"), DUCKDB_QUERIES, ids=range(len(DUCKDB_QUERIES)))
def test_query_for_which_spark_has_no_body(
    query: str, expected: list[tuple[str | None, ...]]
) -> None:
    """Spark says so when it compiles, not by another answer."""
    assert DuckDbEngine().query(renderer("duckdb").render(query)) == expected
    with pytest.raises(CompilationError, match="recursion with a key"):
        renderer("spark").render(query)


def test_every_macro_stands_in_the_table() -> None:
    """A macro added to these folders without a case here fails."""
    tested = " ".join(call for call, _ in (*CASES, *QUERIES, *DUCKDB_QUERIES))
    helpers = {
        "raw_literal",
        "spark_datetime_pattern",
        "blank_class",
        "family_suffix_pattern",
        "flat_pattern",
        "name_suffixes",
        "null_words",
        "phone_rules",
        "replace_in_turn",
        # It asks dbt what there is: tests/python/identity/test_keys.py.
        "published_relations",
    }
    macros = {
        path.stem
        for folder in ("engine", "cleaning", "lift", "contact")
        for path in (PROJECT / "macros" / folder).glob("*.sql")
    }
    assert sorted(m for m in macros - helpers if not re.search(rf"\b{m}\(", tested)) == []


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_format_without_offset_stops_the_compilation(name: str) -> None:
    """A slip in a format is an error, not a column of nulls."""
    with pytest.raises(CompilationError, match="no %z"):
        renderer(name).render("{{ parse_timestamp_tz('a', '%Y-%m-%d') }}")

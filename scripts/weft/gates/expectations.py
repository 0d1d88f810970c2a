"""Running the suites with Great Expectations over a read-only connection to the candidate."""

import gc
import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from weft.errors import WeftError
from weft.gates.results import SAMPLE_SIZE, CheckResult, Status, without_values
from weft.gates.suites import Expectation

MEMORY_LIMIT = "1GB"

# Expectations whose result on success is no more than that.
ABOUT_VALUES = ("expect_column_value", "expect_column_pair", "expect_table_columns")

Pages = dict[tuple[str, str], str]  # (suite, table) → HTML
OnTable = Callable[[str, int], None]  # table about to be looked at, number of tables in all


@cache
def great_expectations() -> ModuleType:
    """Import Great Expectations: no analytics sent, and PySpark left alone.

    It imports PySpark when it finds it, which costs seconds and is never used here.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    hidden = sys.modules.get("pyspark")
    if hidden is None:
        sys.modules["pyspark"] = None  # type: ignore[assignment]
    try:
        module = importlib.import_module("great_expectations")
    finally:
        if hidden is None:
            del sys.modules["pyspark"]
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    return module


@contextmanager
def _data_source(candidate: Path) -> Iterator[Any]:
    """Open the candidate read-only, as a data source of a context that lives in memory only."""
    gx = great_expectations()
    types = importlib.import_module("great_expectations.data_context.types.base")
    dialect = importlib.import_module("weft.gates.duckdb_dialect")
    context = gx.get_context(
        mode="ephemeral",
        project_config=types.DataContextConfig(
            store_backend_defaults=types.InMemoryStoreBackendDefaults(),
            progress_bars={"globally": False},
            analytics_enabled=False,
        ),
    )
    source = context.data_sources.add_sql(
        "candidate",
        connection_string=(
            f"duckdb+readonly:///{quote(str(candidate))}"
            f"?access_mode=read_only&memory_limit={MEMORY_LIMIT}"
        ),
    )
    engine = source.get_execution_engine()
    engine.dialect_module = dialect
    try:
        yield source
    finally:
        engine.close()
        source.get_engine().dispose()
        gc.collect()  # the last cursor keeps DuckDB's file open


def run_expectations(
    candidate: Path,
    expectations: Sequence[Expectation],
    key_columns: Mapping[str, Sequence[str]],
    run_id: str,
    on_table: OnTable,
) -> tuple[list[CheckResult], Pages]:
    """Run all expectations on a candidate, table by table; give results and a page of each table.

    `key_columns` has an entry for every table there is; an expectation on any other could not run,
    and says so.
    """
    order = sorted(expectations, key=_of_table)
    groups = [(place, list(group)) for place, group in groupby(order, key=_of_table)]
    results: list[CheckResult] = []
    pages: Pages = {}
    with _data_source(candidate) as source:
        for (suite, table), group in groups:
            on_table(table, len(groups))
            if table not in key_columns:
                results += [_not_run(e, i, "the table does not exist") for i, e in enumerate(group)]
                continue
            try:
                outcome = _validate(source, group, key_columns[table])
            except WeftError:
                raise
            except Exception as error:  # whatever stops one table must not hide the others
                results += [_not_run(e, i, str(error)) for i, e in enumerate(group)]
                continue
            found = {
                result.expectation_config.meta["position"]: result for result in outcome.results
            }
            results += [_result(e, i, found[i], key_columns[table]) for i, e in enumerate(group)]
            pages[suite, table] = _page(outcome, run_id)
    return results, pages


def _of_table(expectation: Expectation) -> tuple[str, str]:
    return expectation.suite, expectation.table


def _validate(source: Any, group: Sequence[Expectation], key_columns: Sequence[str]) -> Any:
    """Validate one table, with figures and keys only where there is something to tell.

    A check of single values that holds has nothing to tell, and asking for the values against it
    would cost two more queries each.
    """
    gx = great_expectations()
    shown = list(dict.fromkeys([*key_columns, *(c for e in group for c in e.rows_named_by)]))
    schema, table = group[0].table.split(".", 1)
    asset = source.add_table_asset(
        f"{group[0].suite}.{group[0].table}", table_name=table, schema_name=schema
    )
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    suite = gx.ExpectationSuite(
        asset.name, expectations=[_implementation(e, i) for i, e in enumerate(group)]
    )
    if all(e.expect.startswith(ABOUT_VALUES) for e in group):
        outcome = batch.validate(suite, result_format="BOOLEAN_ONLY")
        if outcome.success:
            return outcome
    return batch.validate(
        suite,
        result_format={
            "result_format": "SUMMARY",
            "exclude_unexpected_values": True,
            "partial_unexpected_count": SAMPLE_SIZE,
            **({"unexpected_index_column_names": shown} if shown else {}),
        },
    )


def _page(outcome: Any, run_id: str) -> str:
    """Give Great Expectations' own page of a result, as HTML."""
    identifiers = importlib.import_module("great_expectations.core.run_identifier")
    outcome.meta["run_id"] = identifiers.RunIdentifier(run_name=run_id)
    renderer, view = _page_makers()
    return str(view.render(renderer.render(outcome)))


@cache
def _page_makers() -> tuple[Any, Any]:
    """Give Great Expectations' renderer and view; one view compiles its templates once."""
    renderers = importlib.import_module("great_expectations.render.renderer.page_renderer")
    views = importlib.import_module("great_expectations.render.view")
    return renderers.ValidationResultsPageRenderer(), views.DefaultJinjaPageView()


def _implementation(expectation: Expectation, position: int) -> Any:
    registry = importlib.import_module("great_expectations.expectations.registry")
    try:
        implementation = registry.get_expectation_impl(expectation.expect)
        return implementation(
            **expectation.arguments,
            meta={"position": position, "owner": expectation.owner},
            notes=expectation.reason,
            severity="warning" if expectation.severity == "warn" else "critical",
        )
    except Exception as error:
        raise WeftError(
            f"Suite {expectation.suite}, {expectation.table}: {expectation.expect} "
            f"cannot be used so: {error}",
            "Great Expectations' gallery lists every expectation and its arguments.",
        ) from error


def _result(
    expectation: Expectation, position: int, outcome: Any, key_columns: Sequence[str]
) -> CheckResult:
    raised = _exception(outcome.exception_info)
    if raised:
        return _not_run(expectation, position, raised)
    detail = outcome.result or {}
    failed: Status = "failed" if expectation.severity == "error" else "warned"
    observed = detail.get("observed_value")
    claim = _claim(expectation)
    return CheckResult(
        check_id=_check_id(expectation, position),
        gate=expectation.gate,
        suite=expectation.suite,
        relation=expectation.table,
        claim=claim if outcome.success or observed is None else f"{claim}; found {observed}",
        severity=expectation.severity,
        status="passed" if outcome.success else failed,
        failures=0 if outcome.success else detail.get("unexpected_count"),
        owner=expectation.owner,
        reason=expectation.reason,
        sample_keys=()
        if outcome.success
        else _sample(detail, expectation.rows_named_by or key_columns),
    )


def _exception(information: Mapping[str, Any]) -> str | None:
    """Find the message of an exception: one flat entry, or one entry per metric that failed."""
    entries = [information] if "raised_exception" in information else information.values()
    messages = [str(e["exception_message"]) for e in entries if e.get("raised_exception")]
    return messages[0] if messages else None


def _sample(detail: Mapping[str, Any], columns: Sequence[str]) -> tuple[str, ...]:
    """Name a few offending rows by `columns`; Great Expectations lists them column by column."""
    found = detail.get("partial_unexpected_index_list") or []
    keys: dict[str, list[Any]] = {}
    for entry in found:
        for column in columns:
            values = entry.get(column, [])
            keys.setdefault(column, []).extend(values if isinstance(values, list) else [values])
    rows = zip(*keys.values(), strict=False)
    return tuple(
        ", ".join(f"{column}={value}" for column, value in zip(keys, row, strict=True))
        for row in list(rows)[:SAMPLE_SIZE]
    )


def _not_run(expectation: Expectation, position: int, why: str) -> CheckResult:
    return CheckResult(
        check_id=_check_id(expectation, position),
        gate=expectation.gate,
        suite=expectation.suite,
        relation=expectation.table,
        claim=f"{_claim(expectation)}; not run: {without_values(why).splitlines()[0]}",
        severity=expectation.severity,
        status="not run",
        owner=expectation.owner,
        reason=expectation.reason,
    )


def _claim(expectation: Expectation) -> str:
    if "description" in expectation.arguments:
        return str(expectation.arguments["description"])
    words = expectation.expect.removeprefix("expect_").removeprefix("column_").replace("_", " ")
    column = expectation.arguments.get("column")
    claim = f"{column}: {words}" if column else words
    arguments = ", ".join(
        f"{name.replace('_', ' ')} {value}"
        for name, value in expectation.arguments.items()
        if name != "column"
    )
    return f"{claim} ({arguments})" if arguments else claim


def _check_id(expectation: Expectation, position: int) -> str:
    return f"{expectation.suite}.{expectation.table}.{position}.{expectation.expect}"

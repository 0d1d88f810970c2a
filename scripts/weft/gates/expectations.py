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
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    return module


@contextmanager
def context_on(candidate: Path, docs: Path, memory_limit: str) -> Iterator[Any]:
    """Open a context that lives in memory only, with the candidate as its one data source."""
    gx = great_expectations()
    dialect = importlib.import_module("weft.gates.duckdb_dialect")
    types = importlib.import_module("great_expectations.data_context.types.base")
    context = gx.get_context(
        mode="ephemeral",
        project_config=types.DataContextConfig(
            store_backend_defaults=types.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            data_docs_sites={
                "data_docs": {
                    "class_name": "SiteBuilder",
                    "show_how_to_buttons": False,
                    "store_backend": {
                        "class_name": "TupleFilesystemStoreBackend",
                        "base_directory": str(docs),
                    },
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                }
            },
            progress_bars={"globally": False},
            analytics_enabled=False,
        ),
    )
    source = context.data_sources.add_sql(
        "candidate",
        connection_string=(
            f"duckdb+readonly:///{quote(str(candidate))}"
            f"?access_mode=read_only&memory_limit={memory_limit}"
        ),
    )
    engine = source.get_execution_engine()
    engine.dialect_module = dialect
    try:
        yield context
    finally:
        engine.close()
        source.get_engine().dispose()
        gc.collect()  # the last cursor keeps DuckDB's file open


def run_expectations(
    context: Any,
    expectations: Sequence[Expectation],
    columns: Mapping[str, Sequence[str]],
    run_id: str,
    on_table: OnTable,
) -> list[CheckResult]:
    """Run all expectations, table by table, and build the data docs under the run's id.

    `columns` gives each existing table's key columns; an expectation on any other table could not
    run, and says so.
    """
    order = sorted(expectations, key=lambda expectation: (expectation.suite, expectation.table))
    groups = [
        (suite, table, list(group))
        for (suite, table), group in groupby(order, key=lambda e: (e.suite, e.table))
    ]
    identifiers = importlib.import_module("great_expectations.core.run_identifier")
    run_name = identifiers.RunIdentifier(run_name=run_id)
    results: list[CheckResult] = []
    for suite, table, group in groups:
        on_table(table, len(groups))
        if table not in columns:
            results += [_not_run(e, i, "the table does not exist") for i, e in enumerate(group)]
            continue
        results += _run_on_table(context, f"{suite}.{table}", group, columns[table], run_name)
    context.build_data_docs()
    return results


def _run_on_table(
    context: Any, name: str, group: Sequence[Expectation], key_columns: Sequence[str], run_name: Any
) -> list[CheckResult]:
    gx = great_expectations()
    source = context.data_sources.get("candidate")
    schema, table = group[0].table.split(".", 1)
    suite = context.suites.add(gx.ExpectationSuite(name))
    for position, expectation in enumerate(group):
        suite.add_expectation(_implementation(expectation, position))
    try:
        asset = source.add_table_asset(name, table_name=table, schema_name=schema)
        validation = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=name, data=asset.add_batch_definition_whole_table("all"), suite=suite
            )
        )
        outcome = validation.run(
            run_id=run_name,
            result_format={
                "result_format": "SUMMARY",
                "exclude_unexpected_values": True,
                "partial_unexpected_count": SAMPLE_SIZE,
                **({"unexpected_index_column_names": list(key_columns)} if key_columns else {}),
            },
        )
    except Exception as error:  # whatever stops one table must not hide the others
        return [_not_run(e, i, str(error)) for i, e in enumerate(group)]
    found = {result.expectation_config.meta["position"]: result for result in outcome.results}
    return [_result(e, i, found[i]) for i, e in enumerate(group)]


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


def _result(expectation: Expectation, position: int, outcome: Any) -> CheckResult:
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
        sample_keys=() if outcome.success else _sample(detail),
    )


def _exception(information: Mapping[str, Any]) -> str | None:
    """Find the message of an exception: one flat entry, or one entry per metric that failed."""
    entries = [information] if "raised_exception" in information else information.values()
    messages = [str(e["exception_message"]) for e in entries if e.get("raised_exception")]
    return messages[0] if messages else None


def _sample(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the keys of a few offending rows; Great Expectations lists them column by column."""
    found = detail.get("partial_unexpected_index_list") or []
    keys: dict[str, list[Any]] = {}
    for entry in found:
        for column, values in entry.items():
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
    words = expectation.expect.removeprefix("expect_").replace("_", " ")
    arguments = ", ".join(
        f"{name.replace('_', ' ')} {value}" for name, value in expectation.arguments.items()
    )
    return f"{words} ({arguments})" if arguments else words


def _check_id(expectation: Expectation, position: int) -> str:
    return f"{expectation.suite}.{expectation.table}.{position}.{expectation.expect}"

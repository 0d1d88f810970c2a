"""The project's own generic tests: each passes on a fixture it should pass, and fails on another.

One dbt build of a small project of its own, whose test-paths hold nothing but those tests.
"""

import shutil
from pathlib import Path

import pytest
import yaml
from dbt.cli.main import dbtRunner

from macro_renderer import PROJECT

CREDITS = """
select *
from (values (1, 'a', 0.5, 1), (2, 'a', 0.5, 2), (3, 'b', 1.0, 1), (4, null, 1.0, null))
    as credit (step, conversion, share, position)
"""
SPEND = """
select *
from (values ('a', 1.0), ('b', 0.75), ('b', 0.25), (null, 1.0)) as spend (conversion, cost)
"""

# Test, column it stands on (None: the model), arguments, how many rows it must report.
CLAIMS: list[tuple[str, str | None, dict[str, object], int]] = [
    ("unique_combination", None, {"columns": ["conversion", "position"]}, 0),
    ("unique_combination", None, {"columns": ["conversion"]}, 1),
    ("unique_combination", None, {"columns": ["step", "position"], "nullable": ["position"]}, 0),
    ("unique_combination", None, {"columns": ["step", "position"], "nullable": ["step"]}, 1),
    ("unique_combination", None, {"columns": ["step", "conversion"], "nullable": []}, 1),
    ("primary_key", "step", {}, 0),
    ("primary_key", "conversion", {}, 2),
    ("expression_is_true", None, {"expression": "share > 0"}, 0),
    ("expression_is_true", None, {"expression": "share < 1"}, 2),
    ("expression_is_true", None, {"expression": "position > 0"}, 1),
    ("accepted_range", "position", {"min": 1, "max": 2}, 0),
    ("accepted_range", "position", {"min": 2}, 2),
    ("accepted_range", "position", {"max": 1}, 1),
    ("sums_to", "share", {"total": 1, "by": ["conversion"]}, 0),
    ("sums_to", "position", {"total": 1, "by": ["conversion"]}, 2),
    ("sums_to", "share", {"total": 3}, 0),
    ("sums_to", "share", {"total": 2.5}, 1),
    ("sums_to", "share", {"total": 2.99, "tolerance": 0.1}, 0),
    ("same_sum", "share", {"to": "ref('spend')", "field": "cost"}, 0),
    ("same_sum", "share", {"to": "ref('spend')", "field": "cost", "by": ["conversion"]}, 0),
    ("same_sum", "position", {"to": "ref('spend')", "field": "cost", "by": ["conversion"]}, 2),
]


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """Rows each claim's test reported, in order."""
    project = tmp_path_factory.mktemp("generic_tests")
    shutil.copytree(PROJECT / "tests" / "generic", project / "tests" / "generic")
    _write(project / "models" / "credits.sql", CREDITS)
    _write(project / "models" / "spend.sql", SPEND)
    _write(project / "models" / "models.yml", yaml.safe_dump(_models()))
    _write(
        project / "dbt_project.yml",
        yaml.safe_dump({"name": "generic_tests", "profile": "generic_tests"}),
    )
    target = {"type": "duckdb", "path": str(project / "fixture.duckdb")}
    profile = {"target": "duckdb", "outputs": {"duckdb": target}}
    _write(project / "profiles.yml", yaml.safe_dump({"generic_tests": profile}))
    folder = str(project)
    outcome = dbtRunner().invoke(
        ["--quiet", "build", "--project-dir", folder, "--profiles-dir", folder]
    )
    assert outcome.result is not None, outcome.exception
    reported = {
        result.node.name: result.failures
        for result in outcome.result
        if result.node.resource_type == "test"
    }
    return [reported[f"claim_{number}"] for number in range(len(CLAIMS))]


@pytest.mark.parametrize("number", range(len(CLAIMS)))
def test_generic_test_reports_what_is_wrong_and_nothing_else(
    failures: list[int], number: int
) -> None:
    """The rows a test reports on its fixture are those that break its claim."""
    assert failures[number] == CLAIMS[number][-1], CLAIMS[number]


def test_every_generic_test_passes_once_and_fails_once() -> None:
    """A generic test added without both fixtures fails here."""
    names = {path.stem for path in (PROJECT / "tests" / "generic").glob("*.sql")}
    assert {name for name, _, _, rows in CLAIMS if rows == 0} == names
    assert {name for name, _, _, rows in CLAIMS if rows > 0} == names


def _models() -> dict[str, object]:
    on_model: list[object] = []
    on_column: dict[str, list[object]] = {}
    for number, (name, column, arguments, _) in enumerate(CLAIMS):
        test = {name: {"name": f"claim_{number}", "arguments": arguments}}
        (on_model if column is None else on_column.setdefault(column, [])).append(test)
    columns = [{"name": name, "data_tests": tests} for name, tests in on_column.items()]
    model = {"name": "credits", "data_tests": on_model, "columns": columns}
    return {"models": [model]}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

"""What a change does to the tables is said before it is merged."""

import shutil
import subprocess
from pathlib import Path

import pytest

from harness import FIRST_RUN_AT, Finished, Pipeline

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder in which the base is built once for all tests."""
    return tmp_path_factory.mktemp("bases")


@pytest.fixture
def change(shop_project: Path, tmp_path: Path) -> Path:
    """The shop's project in a repository of its own, committed as it is."""
    project = tmp_path / "project"
    shutil.copytree(shop_project, project)
    day = {"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z"}
    for words in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "."],
        ["-c", "user.name=Ann", "-c", "user.email=ann@x.example", "commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", "-C", project, *words], check=True, env=day | {"PATH": "/usr/bin"})
    return project


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _review(change: Path, bases: Path, deliveries: dict[str, Path]) -> tuple[Finished, str]:
    pipeline = Pipeline(change, change.with_name("warehouse"))
    finished = pipeline.weft(
        *("pull-request", "--base", "main", "--from", str(deliveries["first"])),
        *("--run-at", FIRST_RUN_AT, "--folder", str(bases)),
    )
    report = bases / "report.md"
    return finished, report.read_text() if report.exists() else ""


def test_a_change_is_told_by_rows_keys_and_columns(
    change: Path, bases: Path, deliveries: dict[str, Path]
) -> None:
    _edit(
        change / "models/marts/fct_orders.sql",
        "amount as order_amount,",
        "cast(case when amount >= 50 then amount + 1 else amount end as decimal(18, 2))"
        " as order_amount,",
    )
    _edit(
        change / "models/marts/fct_orders.sql", "from orders\n)", "from orders\n where amount > 5)"
    )
    finished, report = _review(change, bases, deliveries)
    assert finished.code == 0, finished.output
    amounts = [
        float(line.split(",")[2])
        for path in deliveries["first"].rglob("*.csv")
        for line in path.read_text().splitlines()[1:]
    ]
    kept = [amount for amount in amounts if amount > 5]
    dearer = sum(amount >= 50 for amount in kept)
    gone = len(amounts) - len(kept)
    assert gone > 0
    lost = f"{len(kept) - len(amounts):+.0f}"
    assert f"| marts.fct_orders | 400 → {len(kept)} (" in report, report
    assert lost.startswith("-")
    assert f"| 0 | {gone} | order_amount |" in report
    sums = f"{sum(amounts):,.2f} → {sum(kept) + dearer:,.2f}"
    assert f"| order_amount | {dearer} | {dearer / len(kept):.2%} | {sums} (" in report
    assert "dim_customer" not in report
    assert report.startswith("# Nothing speaks against it")
    assert "@mail.example" not in report
    # The base was built; it is not again.
    again, second = _review(change, bases, deliveries)
    assert (again.code, second) == (0, report)
    assert "built before" in again.output


def test_a_unit_test_that_fails_is_asked_first(
    change: Path, bases: Path, deliveries: dict[str, Path]
) -> None:
    staging = change / "models/staging/shop/stg_shop__orders.sql"
    _edit(staging, "lower(", "upper(")
    finished, report = _review(change, bases, deliveries)
    assert finished.code == 1
    assert report.startswith("# Not to be merged as it is")
    assert "addresses are compared in lower case" in report
    assert "0 of " in report.splitlines()[2]


def test_descriptions_and_keys_may_not_become_fewer(
    change: Path, bases: Path, deliveries: dict[str, Path]
) -> None:
    schema = change / "models/marts/_marts__models.yml"
    _edit(schema, "description: The order., data_tests: [unique]", "description: ''")
    finished, report = _review(change, bases, deliveries)
    assert finished.code == 1
    assert "columns with a description: **less than before**" in report
    assert "models with a key: **less than before**" in report
    assert "models with a description: **" not in report


def test_what_is_read_otherwise_is_landed_anew(
    change: Path, bases: Path, deliveries: dict[str, Path]
) -> None:
    contract = change / "models/staging/shop/_shop__sources.yml"
    _edit(contract, "name: shop\n", "name: shop\n    description: Orders.\n")
    finished, report = _review(change, bases, deliveries)
    assert finished.code == 0, finished.output
    assert "the change may read them otherwise" in finished.output
    assert "0 tables differ" in report


def test_without_a_common_commit_there_is_nothing_to_compare_with(
    change: Path, bases: Path, deliveries: dict[str, Path]
) -> None:
    finished = Pipeline(change, change.with_name("warehouse")).weft(
        "pull-request", "--base", "elsewhere", "--from", str(deliveries["first"])
    )
    assert finished.code == 1
    assert "elsewhere and HEAD have no commit in common" in finished.output

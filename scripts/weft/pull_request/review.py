"""A change held against its base: its unit tests, what it changes in the tables, its coverage."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from weft.errors import WeftError
from weft.gates.dbt_tests import as_check
from weft.gates.results import CheckResult, without_values
from weft.landing.land import land
from weft.pipeline import databases
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.run import as_text
from weft.pipeline.steps import Steps, new_run, progress
from weft.pull_request.base import Base, base_commit, built_base, lands_anew
from weft.pull_request.coverage import Coverage, Project
from weft.pull_request.report import as_markdown
from weft.pull_request.tables import TableChange, compare
from weft.settings import Warehouse
from weft.warehouse import connect

_TABLES = ("--resource-type", "seed", "--resource-type", "model")


@dataclass(frozen=True)
class Review:
    """What a change was found to do. `unbuilt` names models and why they could not be built."""

    base: Base
    built: int
    models: int
    unbuilt: Sequence[str]
    tests: Sequence[CheckResult]
    changes: Sequence[TableChange]
    coverage: Sequence[tuple[Coverage, Coverage]]

    @property
    def failed(self) -> list[CheckResult]:
        """Tests that found something, or could not be asked."""
        return [result for result in self.tests if result.blocks]

    @property
    def fallen(self) -> list[str]:
        """What is less covered than in the base."""
        return [now.what for before, now in self.coverage if now.share < before.share]

    @property
    def passed(self) -> bool:
        """Whether the change may be merged as far as this can tell."""
        return not (self.unbuilt or self.failed or self.fallen)


def review(
    project: Path,
    ref: str,
    extracts: Path,
    run_at: datetime,
    folder: Path,
    report: Path,
    console: Console,
) -> Review:
    """Build what differs from where HEAD left `ref`, upon the base's tables, and compare.

    The base is built once by its own code from the same extracts, and kept in `folder`. Unit tests
    come first; when one fails nothing is built. Writes the report, Markdown, whatever was found.
    Errors: WeftError where there is no base, it does not build, or the project does not parse.
    """
    report.unlink(missing_ok=True)
    commit = base_commit(project, ref)
    moment = as_text(run_at)
    base = built_base(project, commit, extracts, moment.replace(" ", "T"), folder, console)
    here = Warehouse(folder / "here")
    shutil.rmtree(here.folder, ignore_errors=True)
    is_anew = lands_anew(project, commit)
    with new_run(here, "pull-request", moment, console) as steps:
        if is_anew:
            with steps.step("land") as step:
                result = land(here, extracts, run_at=run_at, country=None, console=None)
                step.detail = f"{result.landed:,} files: the change may read them otherwise"
        else:
            shutil.copyfile(base.warehouse.candidate, here.candidate)
        with connect(here) as connection:
            steps.ledger.mirror(connection)
        changed = _Changed(
            DbtProject(project, here, {"run_at": moment}), () if is_anew else (str(base.state),)
        )
        found = _reviewed(base, changed, steps)
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(as_markdown(found, ref), encoding="utf-8")
        steps.ledger.finish(steps.run_id, "passed" if found.passed else "failed")
        console.print(steps.table())
    return found


@dataclass(frozen=True)
class _Changed:
    """The project on its warehouse, and the state of the base, where one is built upon."""

    project: DbtProject
    state: tuple[str, ...]

    def selecting(self, method: str) -> list[str]:
        """Select what differs from the base, by a dbt selector; all without a base to build on."""
        return ["--select", method, "--state", *self.state] if self.state else []

    def elsewhere(self, warehouse: Warehouse) -> "_Changed":
        """Give the same on another warehouse."""
        project = replace(self.project, warehouse=warehouse)
        project.__dict__["manifest"] = self.project.manifest  # where the cached property looks
        return replace(self, project=project)


def _reviewed(base: Base, changed: _Changed, steps: Steps) -> Review:
    with steps.step("unit tests") as step:
        tests = _unit_tests(changed, steps.console)
        step.detail = f"{len(tests):,} asked"
    built: list[Any] = []
    if not any(result.blocks for result in tests):
        with steps.step("build") as step:
            built, data_tests = _built(changed, steps.console)
            tests += data_tests
            step.detail = f"{len(built):,} seeds and models, {len(data_tests):,} tests"
    here = changed.project.warehouse
    before = Project.read(base.state)
    now = Project(changed.project.manifest.writable_manifest().to_dict())
    relations, keys = now.relations(), now.keys()
    touched = [
        result.node.unique_id
        for result in built
        if result.status == "success" and result.node.unique_id in relations
    ]
    with steps.step("compare") as step:
        dropped = set(before.relations().values()) - set(relations.values())
        changes = compare(
            base, here, {relations[name]: keys.get(name, ()) for name in touched}, sorted(dropped)
        )
        different = sum(change.is_change for change in changes)
        step.detail = f"{different:,} of {len(changes):,} tables differ"
    return Review(
        base,
        len(touched),
        len(relations),
        [
            f"{result.node.name}: {' '.join(without_values(result.message or '').split())}"
            for result in built
            if result.status == "error"
        ],
        tests,
        changes,
        list(zip(before.coverage(base.warehouse), now.coverage(here), strict=True)),
    )


def _unit_tests(changed: _Changed, console: Console) -> list[CheckResult]:
    """Ask the unit tests of what differs, on a copy in which that is there, but empty."""
    here = changed.project.warehouse
    empty = Warehouse(here.folder.with_name("unit_tests"))
    shutil.rmtree(empty.folder, ignore_errors=True)
    empty.folder.mkdir(mode=0o700, parents=True)
    shutil.copyfile(here.candidate, empty.candidate)
    shutil.copyfile(here.ledger, empty.ledger)
    copy = changed.elsewhere(empty)
    failed = [
        result
        for result in _run(
            copy, ["build", "--empty", *_TABLES, *copy.selecting("state:modified")], console
        )
        if result.status == "error"
    ]
    if failed:
        raise WeftError(
            f"{failed[0].node.name} cannot be built: "
            f"{' '.join(without_values(failed[0].message or '').split())}",
            "Correct the model; its tests were not asked.",
        )
    results = _run(
        copy,
        ["test", *copy.selecting("state:modified+"), "--exclude-resource-type", "test"],
        console,
    )
    tests = _checks(copy, results)
    shutil.rmtree(empty.folder)
    return tests


def _built(changed: _Changed, console: Console) -> tuple[list[Any], list[CheckResult]]:
    """Build what differs and what depends on it, with its data tests."""
    results = _run(
        changed,
        ["seed", "--full-refresh", *changed.selecting("state:modified")],
        console,
    )
    results += _run(
        changed,
        [
            *("build", *changed.selecting("state:modified+")),
            *("--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test"),
        ],
        console,
    )
    tests = [result for result in results if result.node.resource_type == "test"]
    built = [result for result in results if result.node.resource_type != "test"]
    return built, _checks(changed, tests)


def _checks(changed: _Changed, results: Sequence[Any]) -> list[CheckResult]:
    with databases.reading(changed.project.warehouse) as connection:
        return [as_check(result, changed.project.manifest, connection) for result in results]


def _run(changed: _Changed, words: Sequence[str], console: Console) -> list[Any]:
    with progress(console) as display:
        task = display.add_task(words[0], total=None)

        def show(name: str, total: int) -> None:
            display.update(task, description=name, total=total, advance=1)

        return changed.project.run(words, show)

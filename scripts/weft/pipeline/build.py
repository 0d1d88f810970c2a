"""Building the candidate: seeds and models, all of them, before a single test is asked."""

from typing import Any

from rich.console import Console

from weft.errors import WeftError
from weft.gates.results import without_values
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.ledger import Ledger
from weft.pipeline.steps import progress
from weft.warehouse import connect

SHOWN = 10  # failed models named in the message
LETTERS = 1000  # of each one's complaint
RESOURCES = ("seed", "model", "snapshot")


def build(project: DbtProject, ledger: Ledger, console: Console, *, whole: bool = False) -> str:
    """Build every seed and model in the candidate and say how many there were.

    whole: take nothing from the last build.

    Raises WeftError naming the models that failed; what depends on them is not built.
    """
    with connect(project.warehouse) as connection:
        ledger.mirror(connection)
    selection = [word for resource in RESOURCES for word in ("--resource-type", resource)]
    with progress(console) as display:
        task = display.add_task("building", total=None)

        def show(name: str, total: int) -> None:
            display.update(task, description=name, total=total, advance=1)

        flags = ["--full-refresh"] if whole else []
        results = project.run(["build", *selection, *flags], show)
    failed = [result for result in results if result.status == "error"]
    if failed:
        skipped = sum(result.status == "skipped" for result in results)
        raise WeftError(
            f"{len(failed)} of {len(results)} models could not be built"
            f"{f' ({skipped} more depend on them)' if skipped else ''}:\n"
            + "\n".join(_complaint(result) for result in failed[:SHOWN]),
            f"Nothing was published. The compiled SQL is under {project.target / 'run'}, "
            f"the whole story in {project.log}.",
        )
    return f"{len(results)} seeds and models"


def _complaint(result: Any) -> str:
    message = " ".join(without_values(result.message or "").split())
    return f"  {result.node.name} ({result.node.original_file_path}): {message[:LETTERS]}"

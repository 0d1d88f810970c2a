"""Building a part of the project, with the seconds it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weft.errors import WeftError
from weft.gates.results import without_values
from weft.pipeline.dbt_project import DbtProject


@dataclass(frozen=True)
class Built:
    """Seconds of a build, from the first model to the last, and of each model."""

    seconds: float
    by_model: Mapping[str, float]


def build(project: DbtProject, selection: Sequence[str], *flags: str) -> Built:
    """Build models and the seeds among them.

    Raises:
        WeftError: A model failed.
    """
    results = project.run(
        [
            *("build", "--select", *selection, *flags),
            *("--resource-type", "model", "--resource-type", "seed"),
        ]
    )
    failed = [result for result in results if result.status == "error"]
    if failed:
        raise WeftError(
            f"{failed[0].node.name}: {without_values(failed[0].message or '')[:500]}",
            f"The whole story is in {project.log}.",
        )
    moments = [moment for result in results for moment in result.timing]
    return Built(
        (
            max(moment.completed_at for moment in moments)
            - min(moment.started_at for moment in moments)
        ).total_seconds(),
        {result.node.name: result.execution_time for result in results},
    )

"""The dbt project as the pipeline uses it: parsed once, driven in this process.

In this process, because a child would go on building when its parent is killed, and because the
second and third command then need no parsing. The price: dbt's DuckDB connection must be let go
after each command, or nobody else in the process could open the candidate.
"""

import gc
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.resources.types import NodeType
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from weft.errors import WeftError
from weft.gates.results import without_values
from weft.settings import Warehouse

PUBLISHED_SCHEMAS = ("marts", "quality")

OnNode = Callable[[str, int], None]  # name of the node that has begun, number of nodes in all


@dataclass(frozen=True)
class DbtProject:
    """A dbt project on the candidate of one warehouse, with the variables of one run."""

    root: Path
    warehouse: Warehouse
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Where dbt writes what it did."""
        return self.warehouse.folder / "logs" / "dbt.log"

    @cached_property
    def manifest(self) -> Manifest:
        """Everything the project holds, parsed once."""
        result = self._invoke(dbtRunner(), ["parse"])
        if not isinstance(result.result, Manifest):
            raise WeftError(
                f"The dbt project in {self.root} does not parse: "
                f"{without_values(str(result.exception))}",
                "Run `dbt parse` to see it again; the file and the place are named above.",
            )
        return result.result

    def run(self, arguments: Sequence[str], on_node: OnNode | None = None) -> list[Any]:
        """Run one dbt command and give the result of each of its nodes.

        Raises WeftError when dbt could not run at all. Nodes that failed are in the result.
        """
        manifest = self.manifest
        runner = dbtRunner(manifest=manifest, callbacks=[_listener(on_node)] if on_node else [])
        outcome = self._invoke(runner, arguments)
        if outcome.result is None:
            raise WeftError(
                f"`dbt {arguments[0]}` stopped: {without_values(str(outcome.exception))}",
                f"The whole story is in {self.log}.",
            )
        return [
            result
            for result in outcome.result.results
            if result.node.resource_type != NodeType.Operation or result.status == "error"
        ]

    def render(self, template: str) -> str:
        """Give what a piece of Jinja comes to in this project, macros and variables included."""
        [result] = self.run(["compile", "--inline", template, "--quiet"])
        text: str = result.node.compiled_code
        return text

    def _invoke(self, runner: dbtRunner, arguments: Sequence[str]) -> Any:
        os.environ["WEFT_WAREHOUSE"] = str(self.warehouse.folder)  # profiles.yml reads it
        self.warehouse.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return runner.invoke(
                [
                    *arguments,
                    *("--project-dir", str(self.root), "--profiles-dir", str(self.root)),
                    *("--target-path", str(self.warehouse.folder / "target")),
                    *("--log-path", str(self.log.parent), "--log-level-file", "info"),
                    *("--log-level", "none", "--vars", json.dumps(dict(self.variables))),
                ]
            )
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
            gc.collect()

    def public_relations(self) -> tuple[str, ...]:
        """Name, as `schema.table`, what readers may see: the public models of marts and quality."""
        return tuple(
            sorted(
                f"{node.schema}.{node.alias}"
                for node in self.manifest.nodes.values()
                if node.resource_type == NodeType.Model
                and node.schema in PUBLISHED_SCHEMAS
                and node.access == "public"
            )
        )

    def source_columns(self) -> dict[str, tuple[str, ...]]:
        """Give the columns of each landed table, by `schema.table`, as its contract lists them."""
        return {
            f"{source.schema}.{source.identifier}": tuple(source.columns)
            for source in self.manifest.sources.values()
            if "landing" in source.config.meta
        }

    def personal_columns(self) -> set[tuple[str, str]]:
        """Give each (`schema.table`, column) that is marked as personal data."""
        relations = [*self.manifest.nodes.values(), *self.manifest.sources.values()]
        return {
            (f"{relation.schema}.{relation.identifier}", name)
            for relation in relations
            for name, column in getattr(relation, "columns", {}).items()
            if column.config.meta.get("pii")
        }


def _listener(on_node: OnNode) -> Callable[[Any], None]:
    def listen(event: Any) -> None:
        if event.info.name == "LogStartLine":
            on_node(event.data.node_info.node_name, event.data.total)

    return listen

"""The dbt project as the pipeline uses it: parsed once, driven without a process of its own.

dbt's DuckDB connection must be let go after each command, or nobody else in the process could open
the candidate.
"""

import gc
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.artifacts.resources.types import NodeType
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder

from weft.disk import refusal
from weft.errors import WeftError
from weft.gates.deliveries.profile import Table, cells_of
from weft.gates.results import without_values
from weft.pipeline.databases import SHARE_SCHEMA
from weft.settings import Warehouse

PUBLISHED_SCHEMAS = ("marts", "quality", SHARE_SCHEMA)

OnNode = Callable[[str, int], None]  # name of the node that has begun, number of nodes in all


@dataclass(frozen=True)
class DbtProject:
    """A dbt project on the candidate of one warehouse, with the variables of one run.

    `reader`: the name of one of several processes that only read the candidate, at the same time.
    """

    root: Path
    warehouse: Warehouse
    variables: Mapping[str, Any] = field(default_factory=dict)
    reader: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """Send the manifest to another process the way dbt stores it, which keeps it whole.

        It is unpacked where it is asked for: a lock in it, made while a process begins, would be
        forgotten by its end.
        """
        state = dict(self.__dict__)
        if manifest := state.pop("manifest", None):
            state["packed"] = manifest.to_msgpack(extended_mashumaro_encoder)
        return state

    @property
    def log(self) -> Path:
        """Where dbt writes what it did."""
        return self.warehouse.folder / "logs" / self.reader / "dbt.log"

    @property
    def target(self) -> Path:
        """Where dbt puts what it compiled and how it went."""
        return self.warehouse.folder / "target" / self.reader

    @property
    def _of_profile(self) -> dict[str, str]:
        """What profiles.yml reads from the environment."""
        return {"WEFT_WAREHOUSE": str(self.warehouse.folder), "WEFT_READER": self.reader}

    @cached_property
    def manifest(self) -> Manifest:
        """Everything the project holds, parsed once.

        For no moment and no warehouse, so that dbt reads again only the files that have changed
        since; it would read them all whenever a variable, or what the profile says, is another.
        """
        if packed := self.__dict__.pop("packed", None):
            manifest = Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
            manifest.build_flat_graph()  # type: ignore[no-untyped-call]
            return manifest
        timeless = {name: self.variables[name] for name in self.variables if name != "run_at"}
        result = self._invoke(["parse"], timeless, dict.fromkeys(self._of_profile, ""))
        if not isinstance(result.result, Manifest):
            raise refusal(result.exception) or WeftError(
                f"The dbt project in {self.root} does not parse: "
                f"{without_values(str(result.exception))}",
                "Run `dbt parse` to see it again; the file and the place are named above.",
            )
        return result.result

    def reading(self, reader: str) -> "DbtProject":
        """Give this project, as it is parsed, to a process that only reads the candidate."""
        return self._like(reader=reader)

    def on(self, warehouse: Warehouse) -> "DbtProject":
        """Give this project, as it is parsed, for another warehouse."""
        return self._like(warehouse=warehouse)

    def _like(self, **changes: Any) -> "DbtProject":
        project = replace(self, **changes)
        project.__dict__["manifest"] = self.manifest  # where the cached property looks
        return project

    def run(self, arguments: Sequence[str], on_node: OnNode | None = None) -> list[Any]:
        """Run one dbt command and give the result of each of its nodes.

        Raises WeftError when dbt could not run at all. Nodes that failed are in the result.
        """
        manifest = self.manifest
        runner = dbtRunner(manifest=manifest, callbacks=[_listener(on_node)] if on_node else [])
        outcome = self._invoke(arguments, self.variables, self._of_profile, runner)
        if outcome.result is None:
            raise refusal(outcome.exception) or WeftError(
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

    def _invoke(
        self,
        arguments: Sequence[str],
        variables: Mapping[str, Any],
        of_profile: Mapping[str, str],
        runner: dbtRunner | None = None,
    ) -> Any:
        os.environ.update(of_profile)
        self.warehouse.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What was built is kept for others to read; writing it costs more than a second each time.
        artifacts = "--write-json" if arguments[0] == "build" else "--no-write-json"
        try:
            return (runner or dbtRunner()).invoke(
                [
                    *arguments,
                    artifacts,
                    *("--project-dir", str(self.root), "--profiles-dir", str(self.root)),
                    *("--target-path", str(self.target)),
                    *("--log-path", str(self.log.parent), "--log-level-file", "info"),
                    *("--log-level", "none", "--vars", json.dumps(dict(variables))),
                ]
            )
        finally:
            os.environ.update(self._of_profile)
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
            gc.collect()

    def public_relations(self) -> tuple[str, ...]:
        """Name, as `schema.table`, what readers may see: the public models of these schemas."""
        return tuple(
            sorted(
                f"{node.schema}.{node.alias}"
                for node in self.manifest.nodes.values()
                if node.resource_type == NodeType.Model
                and node.schema in PUBLISHED_SCHEMAS
                and node.access == "public"
            )
        )

    def unit_tests(self) -> list[str]:
        """Name every unit test the way dbt selects it."""
        return sorted(f"fqn:{'.'.join(test.fqn)}" for test in self.manifest.unit_tests.values())

    def tests(self) -> list[str]:
        """Name every data test and unit test by its unique id."""
        return sorted(
            [
                name
                for name, node in self.manifest.nodes.items()
                if node.resource_type == NodeType.Test
            ]
            + list(self.manifest.unit_tests)
        )

    def source_columns(self) -> dict[str, tuple[str, ...]]:
        """Give the columns of each landed table, by `schema.table`, as its contract lists them."""
        return {
            f"{source.schema}.{source.identifier}": tuple(source.columns)
            for source in self.manifest.sources.values()
            if "landing" in source.config.meta
        }

    def landed_tables(self) -> dict[str, Table]:
        """Give each landed table by `source.table`, with what its contract says of its rows."""
        return {
            f"{source.source_name}.{source.name}": _table(source, landing)
            for source in self.manifest.sources.values()
            if (landing := source.config.meta.get("landing"))
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


def _table(source: Any, landing: Any) -> Table:
    """Give a landed table; what is said of a column holds for all cells of its structure."""
    named = {
        name: cells_of(name, column.data_type or "varchar")
        for name, column in source.columns.items()
    }
    columns = {*named, *landing.get("path_columns", {})}
    return Table(
        f"{source.schema}.{source.identifier}",
        {cell: asked for cells in named.values() for cell, asked in cells.items()},
        tuple(name for name in landing.get("natural_key", ()) if name in columns),
        frozenset(
            cell
            for name, cells in named.items()
            if source.columns[name].config.meta.get("pii")
            for cell in cells
        ),
    )


def _listener(on_node: OnNode) -> Callable[[Any], None]:
    def listen(event: Any) -> None:
        if event.info.name == "LogStartLine":
            on_node(event.data.node_info.node_name, event.data.total)

    return listen

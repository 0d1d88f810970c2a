"""How much of a project is described and tested, read from dbt's manifest and the tables built."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from weft.settings import Warehouse

# The first of these that a model has says what its key is.
_KEY_TESTS = ("primary_key", "unique_combination", "unique")


@dataclass(frozen=True)
class Coverage:
    """So many of so many."""

    what: str
    covered: int
    of: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.covered / self.of if self.of else 1.0


class Project:
    """A project as dbt wrote it down: models, their keys, descriptions and tests."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        """Take what dbt writes as manifest.json."""
        nodes: Mapping[str, dict[str, Any]] = manifest["nodes"]
        self.models = {
            name: node
            for name, node in nodes.items()
            if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"
        }
        self.tests = [node for node in nodes.values() if node["resource_type"] == "test"]
        self.unit_tested = {
            name for test in manifest["unit_tests"].values() for name in test["depends_on"]["nodes"]
        }

    @classmethod
    def read(cls, target: Path) -> "Project":
        """Read the manifest in a target folder."""
        return cls(json.loads((target / "manifest.json").read_text(encoding="utf-8")))

    def relations(self) -> dict[str, str]:
        """Give `schema.table` of each model by its unique id."""
        return {name: f"{node['schema']}.{node['alias']}" for name, node in self.models.items()}

    def keys(self) -> dict[str, Sequence[str]]:
        """Give the key of each model that has one, its columns, by its unique id."""
        found: dict[str, dict[str, Sequence[str]]] = {}
        for test in self.tests:
            if metadata := test.get("test_metadata"):
                arguments = metadata["kwargs"]
                columns = arguments.get("columns") or [arguments.get("column_name")]
                found.setdefault(test["attached_node"], {}).setdefault(metadata["name"], columns)
        return {
            model: next(tests[name] for name in _KEY_TESTS if name in tests)
            for model, tests in found.items()
            if model in self.models and not tests.keys().isdisjoint(_KEY_TESTS)
        }

    def coverage(self, warehouse: Warehouse) -> list[Coverage]:
        """Count what is described and tested; columns are those the warehouse was built with."""
        with duckdb.connect(str(warehouse.candidate), read_only=True) as connection:
            built = connection.execute(
                "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            ).fetchall()
        described = {
            (f"{node['schema']}.{node['alias']}", name.lower())
            for node in self.models.values()
            for name, column in node["columns"].items()
            if column["description"]
        }
        ours = set(self.relations().values())
        columns = {(relation, name.lower()) for relation, name in built if relation in ours}
        tested = {test["attached_node"] for test in self.tests} | self.unit_tested
        return [
            Coverage(
                "models with a description",
                sum(bool(node["description"]) for node in self.models.values()),
                len(self.models),
            ),
            Coverage("columns with a description", len(columns & described), len(columns)),
            Coverage("models with a key", len(self.keys()), len(self.models)),
            Coverage("models with a test", len(tested & self.models.keys()), len(self.models)),
            Coverage(
                "models with a unit test",
                len(self.unit_tested & self.models.keys()),
                len(self.models),
            ),
        ]

"""A desk on which identity is built in memory, again and again: whole, or upon the last build.

The models are rendered without dbt, and the statements run that the materialization `renewed` runs,
so that dozens of builds take seconds.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import duckdb
import yaml

from macro_renderer import PROJECT, MacroRenderer

FOLDER = PROJECT / "models/identity"
END = "records__keyed"
SEEDS = (
    "free_mail_providers", "generic_identifier_values", "given_name_forms", "identifier_rules",
    "match_term_frequencies", "match_weights", "nicknames",
)  # fmt: skip
MEMORY = yaml.safe_load((FOLDER / "_last_publication__sources.yml").read_text(encoding="utf-8"))
IDENTIFIERS = {
    "record_key": "text", "identifier_type": "text", "identifier_value": "text",
    "is_claimed": "boolean", "first_seen_at": "timestamp", "last_seen_at": "timestamp",
}  # fmt: skip
PARENTS = re.compile(r"\b(?:ref|rows_of|touched|concerned_by)\('(\w+)'\)")
# Models whose rows the desk lays out itself.
STAND_INS = ("steward_decisions__gathered", "identity_settings__checked")
DECISIONS = dict.fromkeys(
    ("decision_key", "record_key", "linked_record_key", "decision", "status"), "text"
)


@dataclass(frozen=True)
class _Relation:
    identifier: str

    def __str__(self) -> str:
        return f"identity.{self.identifier}"


class RenewalDesk:
    """Identity of the records that are handed in."""

    def __init__(self) -> None:
        self.db = duckdb.connect(config={"threads": 1})
        for schema in ("identity", "renewal", "inputs", "last_publication"):
            self.db.execute(f"create schema {schema}")
        for table in MEMORY["sources"][0]["tables"]:
            columns = {each["name"]: each["data_type"] for each in table["columns"]}
            self._lay(f"last_publication.{table['name']}", columns)
        for seed in SEEDS:
            path = PROJECT / f"seeds/{seed}.csv"
            self.db.execute(f"create table inputs.{seed} as from read_csv('{path}', header = true)")
        self.db.execute(
            "create table inputs.source_settings as "
            "select 'crm' as source_system, true as is_deduplicated"
        )
        self._renderer = MacroRenderer("duckdb")
        self._renderer.define("config", self._configure)
        self._renderer.define(
            "adapter",
            SimpleNamespace(
                dispatch=self._renderer.dispatch, get_columns_in_relation=self._columns
            ),
        )
        self._people = self._renderer.value("conformed_columns('people')")["columns"]
        self._models: dict[str, tuple[dict[str, Any], str]] = {}
        self._compile(END)

    def hand_in(
        self,
        people: Sequence[Mapping[str, Any]],
        identifiers: Sequence[Mapping[str, Any]],
        decisions: Sequence[Mapping[str, Any]],
    ) -> None:
        """Lay out what all sources say now, and the steward."""
        said = {"record_key": "text", "source_system": "text", "source_id": "text"}
        self._lay("inputs.people__unioned", said | self._people, people)
        self._lay("inputs.identifiers__unioned", IDENTIFIERS, identifiers)
        self._lay("inputs.steward_decisions__gathered", DECISIONS, decisions)

    def build(self, *, whole: bool) -> None:
        """Build all of identity up to the customer keys, whole or upon the last build."""
        for name, (config, sql) in self._models.items():
            relation = _Relation(name)
            plan = config.get("meta", {}).get("renewal")
            if not plan:
                kind = config.get("materialized", "table")
                self.db.execute(f"create or replace {kind} {relation} as {sql}")
                continue
            way = "whole" if whole else "renewal" if plan["is_kept"] else "passing"
            self.db.execute(
                self._renderer.render(
                    f"{{{{ {way}_statements(relation, sql, plan) }}}}",
                    relation=relation,
                    sql=sql,
                    plan=plan,
                )
            )

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give all rows of all tables that are kept, in order."""
        return {
            name: self.db.execute(f"from identity.{name} order by all").fetchall()
            for name, (config, _) in self._models.items()
            if config.get("meta", {}).get("renewal", {}).get("is_kept", True)
        }

    def touched(self) -> dict[str, int]:
        """Give for each renewed table how many different things the last renewal changed."""
        return {
            name: len(self.db.execute(f"from renewal.touched__{name}").fetchall())
            for name, (config, _) in self._models.items()
            if "renewal" in config.get("meta", {})
        }

    def _compile(self, name: str) -> None:
        """Render a model after all that it stands on."""
        text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        for parent in PARENTS.findall(text):
            if _is_built(parent) and parent not in self._models:
                self._compile(parent)
        self._config: dict[str, Any] = {}
        sql = self._renderer.render(
            text,
            ref=lambda parent: f"{'identity' if _is_built(parent) else 'inputs'}.{parent}",
            source=lambda schema, table: f"{schema}.{table}",
        )
        self._models[name] = (self._config, sql)

    def _configure(self, **settings: Any) -> str:
        self._config |= settings
        return ""

    def _columns(self, relation: _Relation) -> list[SimpleNamespace]:
        rows = self.db.execute(f"describe {relation}").fetchall()
        return [SimpleNamespace(name=row[0]) for row in rows]

    def _lay(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Put rows in a table's place; a column that a row does not have is null."""
        types = ", ".join(f"{name} {data_type}" for name, data_type in columns.items())
        self.db.execute(f"create or replace table {table} ({types})")
        values = [[row.get(name) for name in columns] for row in rows]
        if values:
            marks = ", ".join("?" for _ in columns)
            self.db.executemany(f"insert into {table} values ({marks})", values)


def _is_built(name: str) -> bool:
    return name not in STAND_INS and (FOLDER / f"{name}.sql").exists()

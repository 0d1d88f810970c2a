"""A desk on which clusters are laid out by hand, run after run, and given their keys.

The models from the clusters to the marts of keys are rendered without dbt and run in memory, so
that a hundred runs take seconds. What is published is the memory of the next run, as
`remember_publication` makes it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import duckdb
import yaml

from macro_renderer import PROJECT, VARIABLES, MacroRenderer

MODELS = (
    "identity/key_claims__weighed",
    "identity/clusters__dated",
    "identity/cluster_keys__inherited",
    "identity/cluster_keys__assigned",
    "identity/records__keyed",
    "identity/record_changes__found",
    "marts/customer/customer_records",
    "marts/customer/customer_record_history",
    "identity/customer_keys__resolved",
    "marts/customer/customer_key_history",
    "marts/customer/customer_references",
    "marts/customer/customer_visitors",
)
MEMORY = yaml.safe_load(
    (PROJECT / "models/identity/_last_publication__sources.yml").read_text(encoding="utf-8")
)["sources"][0]["tables"]
INPUTS = """
    create table people__standardised (
        record_key text, source_system text, source_id text, created_at timestamp
    );
    create table record_nodes__grouped (record_key text, node_key text, profile_key text);
    create table clusters__resolved (node_key text, cluster_key text);
    create table edges__stacked (
        node_key text, linked_node_key text, evidence text, identifier_value_key text,
        match_weight double, confidence double
    );
    create table node_conflicts__found (node_key text, linked_node_key text, reason text);
    create table visitors__unioned (
        visitor_key text, source_system text, device_category text, first_seen_at timestamp,
        last_seen_at timestamp
    );
    create table visitor_signs (visitor_key text, record_key text, identified_at timestamp);
    create table records__keyed (record_key text, customer_key text);
    create schema ledger;
    create table ledger.erasures (last_issue_number bigint);
    create view visitors__linked as
    select
        visitor_key || identified_at as visitor_link_key, visitor_key, customer_key,
        'login' as evidence, 0.99 as confidence, 1 as evidence_count, identified_at,
        timestamp '1970-01-01' as valid_from, timestamp '9999-12-31' as valid_to
    from visitor_signs
    inner join records__keyed using (record_key);
"""
FIRST_RUN_AT = datetime(2026, 1, 1)

Pairs = Iterable[tuple[str, str, str]]


class KeyDesk:
    """Clusters in, keys out. A record is its name."""

    def __init__(self) -> None:
        self.db = duckdb.connect(config={"threads": 1})
        self.db.execute(INPUTS)
        self.db.execute("create schema last_publication")
        for table in MEMORY:
            columns = ", ".join(f"{each['name']} {each['data_type']}" for each in table["columns"])
            self.db.execute(f"create table last_publication.{table['name']} ({columns})")
        self.run_at = FIRST_RUN_AT

    def run(
        self,
        *clusters: str,
        edges: Pairs = (),
        conflicts: Pairs = (),
        publish: bool = True,
    ) -> dict[str, str]:
        """Do the next day's run on these clusters; `a b c` is a cluster of three records.

        Gives each cluster's key by the record that is named first.
        """
        self.run_at += timedelta(days=1)
        sets = [each.split() for each in clusters]
        self.lay(sets, edges, conflicts)
        self.build()
        if publish:
            self.publish()
        keys = self.keys()
        return {members[0]: keys[members[0]] for members in sets}

    def see(self, *visitors: str) -> None:
        """Let visitors come; `tablet a b` signs in as record a and an hour later as b."""
        for visitor, *signs in (each.split() for each in visitors):
            self.db.execute(
                "insert into visitors__unioned select $1, 'shop', null, $2, $2 "
                "where $1 not in (select visitor_key from visitors__unioned)",
                [visitor, self.run_at],
            )
            for hour, record in enumerate(signs):
                moment = self.run_at + timedelta(hours=hour)
                self.db.execute(
                    "insert into visitor_signs values (?, ?, ?)", [visitor, record, moment]
                )

    def lay(
        self, clusters: Sequence[Sequence[str]], edges: Pairs = (), conflicts: Pairs = ()
    ) -> None:
        """Put clusters on the desk, in this order, in place of what is there."""
        records = [(record, min(members)) for members in clusters for record in members]
        for table, rows in {
            "people__standardised": [(key, "till", key, born(key)) for key, _ in records],
            "record_nodes__grouped": [(key, key, None) for key, _ in records],
            "clusters__resolved": records,
            "edges__stacked": [(*edge, None, 20.0, 0.99) for edge in edges],
            "node_conflicts__found": list(conflicts),
        }.items():
            self.db.execute(f"delete from {table}")
            if rows:
                lists = ", ".join("unnest(?)" for _ in rows[0])
                columns = [list(column) for column in zip(*rows, strict=True)]
                self.db.execute(f"insert into {table} select {lists}", columns)

    def build(self) -> None:
        """Build the models of keys from what is laid out."""
        for name, sql in _models().items():
            moment = sql.replace(VARIABLES["run_at"], str(self.run_at))
            self.db.execute(f"create or replace table {name} as {moment}")

    def publish(self) -> None:
        """Make the candidate's marts the memory of the next run."""
        for table in MEMORY:
            name, columns = table["name"], ", ".join(each["name"] for each in table["columns"])
            self.db.execute(f"delete from last_publication.{name}")
            self.db.execute(f"insert into last_publication.{name} select {columns} from {name}")

    def keys(self) -> dict[str, str]:
        """Give the key of each record."""
        return self.pairs("record_key", "customer_key", "customer_records")

    def history(self, key: str) -> tuple[Any, ...]:
        """Give the key that a key leads to, what happened to it last, and why."""
        return self.one(
            "select customer_key, change, reason from customer_key_history "
            "where old_customer_key = ?",
            key,
        )

    def reference(self, key: str) -> str:
        """Give the number issued for a key."""
        return self.pairs("issued_customer_key", "customer_reference", "customer_references")[key]

    def pairs(self, column: str, other: str, table: str) -> dict[str, Any]:
        """Give two columns of a table, the first of which is its key."""
        rows = self.db.execute(f"select {column}, {other} from {table}").fetchall()
        assert len(rows) == len(dict(rows))
        return dict(rows)

    def one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """Give the only row of a query."""
        [row] = self.db.execute(sql, values).fetchall()
        return tuple(row)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give all rows of everything built, in order."""
        return {name: self.db.execute(f"from {name} order by all").fetchall() for name in _models()}


def born(record: str) -> datetime:
    """When a record first appeared: the later its name, the later."""
    return datetime(2020, 1, 1) + timedelta(hours=int.from_bytes(record[:2].ljust(2).encode()))


@cache
def _models() -> dict[str, str]:
    """The SQL of each model by its name, in order."""
    renderer = MacroRenderer("duckdb")
    return {
        model.split("/")[-1]: renderer.render(
            (PROJECT / f"models/{model}.sql").read_text(encoding="utf-8"),
            ref=lambda name: name,
            source=lambda schema, name: f"{schema}.{name}",
        )
        for model in MODELS
    }

"""Access: all that is held on a person, for her to read and for another system to take."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import duckdb

from weft.landing import tables
from weft.pipeline import databases
from weft.pipeline.ledger import now
from weft.pipeline.lock import sole_writer
from weft.privacy.person import Search, customers_named
from weft.private_files import private_file
from weft.settings import Warehouse
from weft.steward.quarantined_cells import contracts_by_name

Rows = list[dict[str, Any]]
# What a reader looks for first; the other tables follow by name.
_FIRST = (
    "dim_customer",
    "customer_attribute_lineage",
    "customer_identifiers",
    "customer_records",
    "customer_permissions",
    "fct_consent_events",
    "fct_orders",
    "fct_touchpoints",
    "customer_segments",
    "match_explanations",
)
_SHARED_WITH = """
    select source_system as system, channel, count(*) as messages,
        min(touched_at) as first_at, max(touched_at) as last_at
    from marts.fct_touchpoints
    where customer_key = ? and direction = 'outbound'
    group by all
    order by all
"""
_STYLE = (
    "body{font:15px/1.4 system-ui,sans-serif;margin:2em;color:#222}"
    "table{border-collapse:collapse;margin:.5em 0 2em}"
    "td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left;vertical-align:top}"
)


def access(warehouse: Warehouse, reference: str, out: Path | None) -> Path:
    """Write what is held on whom a reference names; give the page.

    Errors: WeftError where it names nobody, or more than one customer.
    """
    with sole_writer(warehouse, "access"), databases.reading(warehouse) as connection:
        [customer_key] = customers_named(connection, [reference])
        folder = out or warehouse.folder / "access" / customer_key
        search = Search(connection, [*contracts_by_name().values()], "", [customer_key])
        return write_access(search, folder, customer_key)


def write_access(search: Search, folder: Path, customer_key: str) -> Path:
    """Write `access.json` and `access.html` on a customer, readable for their owner alone."""
    connection = search.connection
    held = _held(connection, customer_key)
    shared = databases.named_rows(connection, _SHARED_WITH, [customer_key])
    delivered = _delivered(search, customer_key)
    told = {
        "written_at": now(),
        "customer_key": customer_key,
        "shared_with": shared,
        "held": held,
        "delivered": delivered,
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private_file(folder / "access.json") as file:
        json.dump(told, file, indent=1, ensure_ascii=False, default=str)
    with private_file(folder / "access.html") as file:
        file.write(_page(customer_key, shared, held, delivered))
    return folder / "access.html"


def _held(connection: duckdb.DuckDBPyConnection, customer_key: str) -> dict[str, Rows]:
    """Give her rows of every mart that has rows of customers."""
    names = [
        relation.removeprefix("marts.")
        for relation, columns in databases.relations(connection).items()
        if relation.startswith("marts.") and "customer_key" in columns
    ]
    rank = {name: place for place, name in enumerate(_FIRST)}
    ordered = sorted(names, key=lambda name: (rank.get(name, len(rank)), name))
    rows = {
        name: databases.named_rows(
            connection, f"select * from marts.{name} where customer_key = ?", [customer_key]
        )
        for name in ordered
    }
    return {name: found for name, found in rows.items() if found}


def _delivered(search: Search, customer_key: str) -> dict[str, Rows]:
    """Give her raw rows as they were delivered, each with its file and line."""
    found = search.find([customer_key])
    return {
        contract.name: databases.named_rows(
            search.connection,
            f"select * from {tables.raw_table(contract)} "
            "where rowid in (select row_id from her_rows where name = ?) "
            "order by _delivered_on, _source_file, _line_number",
            [contract.name],
        )
        for contract in search.contracts
        if contract.name in found.rows
    }


def _page(
    customer_key: str, shared: Rows, held: Mapping[str, Rows], delivered: Mapping[str, Rows]
) -> str:
    parts = [
        "<!doctype html><meta charset=utf-8><title>What is held</title>",
        f"<style>{_STYLE}</style><h1>What is held on customer {escape(customer_key)}</h1>",
        "<h2>Systems that wrote to you for us</h2>",
        _table(shared),
        *(f"<h2>{escape(name)}</h2>{_table(rows)}" for name, rows in held.items()),
        "<h1>As it was delivered to us</h1>",
        *(f"<h2>{escape(name)}</h2>{_table(rows)}" for name, rows in delivered.items()),
    ]
    return "\n".join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lay rows out, without columns that none of them fills."""
    known = rows[0] if rows else ()
    names = [name for name in known if any(row[name] is not None for row in rows)]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = (
        "".join(f"<td>{escape('' if row[name] is None else str(row[name]))}</td>" for name in names)
        for row in rows
    )
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"

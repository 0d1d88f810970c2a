"""Finding the record or the customer that somebody names."""

from dataclasses import dataclass

import duckdb

from weft.errors import WeftError

SHORTEST = 6  # characters of a key that may stand for it


@dataclass(frozen=True)
class Named:
    """What a reference stands for: one record, or a customer with all of hers."""

    reference: str
    customer_key: str
    record_keys: tuple[str, ...]

    @property
    def is_record(self) -> bool:
        """Whether one record was named."""
        return len(self.record_keys) == 1


def find(connection: duckdb.DuckDBPyConnection, reference: str) -> Named:
    """Find what `reference` names in the candidate or the published file.

    A record is named as `source:source_id` or by its record_key, a customer by customer_key or,
    where customers have one, customer_reference. The first characters of a key are enough where
    only one has them. Raises WeftError when nothing, or more than one thing, is called so.
    """
    for condition in ("source_system || ':' || source_id = $it", "record_key = $it"):
        rows = _records(connection, condition, reference)
        if rows:
            return Named(reference, rows[0][1], (rows[0][0],))
    for column in _customer_columns(connection):
        rows = _records(
            connection,
            f"customer_key in (select customer_key from marts.dim_customer where {column} = $it)",
            reference,
        )
        if rows:
            return Named(reference, rows[0][1], tuple(row[0] for row in rows))
    return _by_first_characters(connection, reference)


def names(connection: duckdb.DuckDBPyConnection, record_keys: tuple[str, ...]) -> dict[str, str]:
    """Give each record's name, `source:source_id`; an address in it is left out."""
    if not record_keys:
        return {}
    rows = connection.execute(
        f"select record_key, source_system, source_id from marts.customer_records "
        f"where record_key in ({', '.join('?' * len(record_keys))})",
        list(record_keys),
    ).fetchall()
    return {key: f"{system}:{_discreet(source_id, key)}" for key, system, source_id in rows}


def _discreet(source_id: str, key: str) -> str:
    return f"({key[:8]})" if "@" in source_id else source_id


def _records(
    connection: duckdb.DuckDBPyConnection, condition: str, reference: str
) -> list[tuple[str, str]]:
    return connection.execute(
        f"select record_key, customer_key from marts.customer_records where {condition} order by 1",
        {"it": reference},
    ).fetchall()


def _customer_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts' "
        "and table_name = 'dim_customer' "
        "and column_name in ('customer_key', 'customer_reference') order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def _by_first_characters(connection: duckdb.DuckDBPyConnection, reference: str) -> Named:
    if len(reference) >= SHORTEST:
        records = _records(connection, "starts_with(record_key, $it)", reference)
        customers = _records(connection, "starts_with(customer_key, $it)", reference)
        if len(records) + len({row[1] for row in customers}) > 1:
            raise WeftError(
                f"More than one record or customer has a key that begins with {reference}.",
                "Give more characters of it.",
            )
        if records:
            return Named(reference, records[0][1], (records[0][0],))
        if customers:
            return Named(reference, customers[0][1], tuple(row[0] for row in customers))
    rows = connection.execute(
        "select distinct source_system from marts.customer_records order by 1"
    ).fetchall()
    raise WeftError(
        f"No record and no customer is called {reference}.",
        "A record is named as source:id, by source_system and source_id of marts.customer_records,"
        " or by its record_key; a customer by customer_key. Sources here: "
        + ", ".join(name for (name,) in rows)
        + ".",
    )

"""Requests of the privacy desk, as it delivers them: carried out by the run that reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from weft.pipeline import databases
from weft.pipeline.ledger import Ledger
from weft.privacy.access import write_access
from weft.privacy.erase import begin, finish
from weft.privacy.person import NEEDED, Line, Search
from weft.settings import Warehouse
from weft.steward.quarantined_cells import contracts_by_name
from weft.warehouse import connect

_REQUESTS = "conformed.privacy_requests__unioned"


@dataclass(frozen=True)
class Answered:
    """What became of requests: certificates, exports, and numbers of requests left to a person."""

    certificates: Sequence[Path] = ()
    exports: Sequence[Path] = ()
    unclear: Sequence[str] = ()


def answer_requests(warehouse: Warehouse, ledger: Ledger) -> Answered:
    """Erase who asked for it and was verified, and export what is held on who asked to see it.

    What other systems have done by then does not matter: a request that can be read was not carried
    out here, for an erasure takes it along. A request whose address several customers use, or
    nobody, is left to a person.
    """
    with connect(warehouse) as connection:
        if not {_REQUESTS, *NEEDED} <= databases.relations(connection).keys():
            return Answered()
        erasures = _asked(connection, "erasure", "true")
        accesses = _asked(connection, "access", "status <> 'completed'")
        folder = warehouse.folder / "access"
        to_erase = _clear(erasures)
        to_export = {
            request_id: customer_key
            for request_id, customer_key in _clear(accesses).items()
            if not (folder / request_id).exists()
        }
        exports = []
        landed: set[Line] = set()
        if to_erase or to_export:
            search = Search(
                connection,
                [*contracts_by_name().values()],
                ledger.tombstones().salt,
                {*to_erase.values(), *to_export.values()},
            )
            exports = [
                write_access(search, folder / request_id, customer_key)
                for request_id, customer_key in to_export.items()
            ]
            for request_id, customer_key in to_erase.items():
                found = search.find([customer_key])
                begin(connection, ledger, found, request_id)
                landed |= found.lines
    unclear = [
        request_id
        for request_id, customers in {**erasures, **accesses}.items()
        if len(customers) != 1
    ]
    return Answered(finish(warehouse, ledger, landed), exports, unclear)


def _clear(asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give the requests that are about one customer, each with her key."""
    return {
        request_id: customers[0] for request_id, customers in asked.items() if len(customers) == 1
    }


def _asked(
    connection: duckdb.DuckDBPyConnection, kind: str, condition: str
) -> dict[str, list[str]]:
    """Give the verified requests of a kind and the customers whose address they name."""
    rows = connection.execute(
        f"select requests.source_id, list(distinct owners.customer_key) "
        f"filter (where owners.customer_key is not null) from {_REQUESTS} as requests "
        "left join marts.customer_identifiers as owners "
        "on requests.identifier_type = owners.identifier_type "
        "and requests.identifier_value = owners.identifier_value and not owners.is_generic "
        "where requests.request_type = ? and coalesce(requests.is_verified, false) "
        f"and requests.status not in ('rejected', 'revoked', 'failed') and {condition} "
        "group by 1 order by 1",
        [kind],
    ).fetchall()
    return {request_id: customers or [] for request_id, customers in rows}

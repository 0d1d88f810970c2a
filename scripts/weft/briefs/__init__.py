"""`weft brief`: one page on an account for who visits it, or on a customer for who rings her up."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.pages import page
from weft.pipeline.databases import Row, named_rows, published
from weft.private_files import private_file
from weft.settings import Warehouse
from weft.steward.references import find

ORDERS = 8
CONTACTS = 12


@dataclass(frozen=True)
class Brief:
    """A page: what it is about, its key, and its HTML."""

    subject: str
    key: str
    html: str


def write_brief(warehouse: Warehouse, reference: str, out: Path | None = None) -> Path:
    """Write the page of an account or customer, readable for its owner alone, and say where.

    reference: an account's key, id in the CRM or name; a customer's as for `weft explain`.

    Raises:
        WeftError: Nothing, or more than one thing, is called so, or nothing is published yet.
    """
    with published(warehouse) as connection:
        brief = brief_of(connection, reference)
    target = out or warehouse.reports / "briefs" / f"{brief.key}.html"
    with private_file(target) as file:
        file.write(brief.html)
    return target


def brief_of(connection: duckdb.DuckDBPyConnection, reference: str) -> Brief:
    """Make the page of what `reference` names in the published file."""
    try:
        [(run_at,)] = connection.execute("select max(run_at) from quality.quality_runs").fetchall()
        accounts = named_rows(
            connection,
            "select * from marts.dim_account where $it in (account_key, account_id) "
            "or lower(account_name) = lower($it) order by account_key",
            {"it": reference},
        )
        if len(accounts) > 1:
            raise WeftError(
                f"{len(accounts)} accounts are called {reference}.",
                "Name one by its key: " + ", ".join(row["account_key"] for row in accounts) + ".",
            )
        if accounts:
            return _of_account(connection, accounts[0], run_at)
        return _of_customer(connection, find(connection, reference).customer_key, run_at)
    except duckdb.CatalogException as error:
        raise WeftError(
            "The published warehouse has no briefs.",
            "It was published by another version: run `weft run` again.",
        ) from error


def _of_account(connection: duckdb.DuckDBPyConnection, account: Row, run_at: object) -> Brief:
    lines = named_rows(
        connection,
        "select * from marts.sales_visit_briefs where account_key = $it "
        "order by section_order, line_number",
        {"it": account["account_key"]},
    )
    sections = [(name, list(part)) for name, part in groupby(lines, lambda line: line["section"])]
    html = page(__name__, "account.html", account=account, sections=sections, run_at=run_at)
    return Brief(account["account_name"], account["account_key"], html)


def _of_customer(connection: duckdb.DuckDBPyConnection, customer_key: str, run_at: object) -> Brief:
    views = named_rows(
        connection,
        "select * from marts.call_centre_view where customer_key = $it",
        {"it": customer_key},
    )
    if not views:
        raise WeftError(
            "This customer is a test and has no page.", "See dim_customer.is_test in the warehouse."
        )
    orders = named_rows(
        connection,
        "select order_id, brand_key, order_channel, order_date, order_status, net_revenue_amount, "
        "reporting_currency_code from marts.fct_orders "
        "where customer_key = $it and is_counted "
        "order by ordered_at desc, order_key limit $number",
        {"it": customer_key, "number": ORDERS},
    )
    contacts = named_rows(
        connection,
        "select touched_at, t.channel, direction, touch_kind, t.brand_key, campaign_name "
        "from marts.fct_touchpoints as t left join marts.dim_campaign using (campaign_key) "
        "where customer_key = $it and not is_machine and touched_at <= $run_at "
        "order by touched_at desc, touchpoint_key limit $number",
        {"it": customer_key, "run_at": run_at, "number": CONTACTS},
    )
    view = views[0]
    html = page(
        __name__, "customer.html", view=view, orders=orders, contacts=contacts, run_at=run_at
    )
    return Brief(view["full_name"] or view["customer_reference"], customer_key, html)

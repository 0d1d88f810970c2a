"""`weft list`: lists for tools outside, with the columns their use needs and no others."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from weft.errors import WeftError
from weft.pipeline.databases import published
from weft.private_files import private_file
from weft.settings import PROJECT_ROOT, Warehouse
from weft.sql import quote_identifier

COLUMNS = PROJECT_ROOT / "seeds" / "list_columns.csv"

# How somebody is called and reached by the channel of a brief; nothing else of the address book.
_ADDRESS = """
    case
        when e.channel = 'email' then c.email
        when e.channel = 'sms' then c.mobile
        when e.channel = 'call_centre' then coalesce(c.phone, c.mobile)
        else concat_ws(
            ', ', c.address_line_1, c.address_line_2, c.city, c.postcode, c.country_code
        )
    end
"""
# Who may get an e-mail from a brand at the address we would write to: another of hers may be the
# one she allows. From any brand, where something belongs to none.
_MAY_GET_EMAIL = """
    exists (
        select 1 from marts.customer_permissions as p
        where p.customer_key = c.customer_key and p.channel = 'email'
            and p.purpose = 'marketing' and p.may_be_contacted
            and l.brand_key in ('all', p.brand_key)
            and not exists (
                select 1 from marts.refused_addresses as r
                where r.customer_key = c.customer_key and r.brand_key = p.brand_key
                    and r.channel = p.channel and r.purpose = p.purpose
                    and r.address = c.email and r.lifted_at is null
            )
    )
"""


@dataclass(frozen=True)
class OutsideList:
    """What a list can have, as SQL over the published file, and the order of its rows.

    needs_brief: whether the query has a parameter $brief, a brief of seeds/campaign_briefs.csv.
    """

    about: str
    query: str
    order_by: str
    needs_brief: bool = False


LISTS: Mapping[str, OutsideList] = {
    "eligible": OutsideList(
        "Who gets the campaign of a brief",
        f"""
        select c.customer_reference, c.title, c.given_name, c.family_name, {_ADDRESS} as address,
            e.brand_key as brand, e.channel
        from marts.contact_eligibility as e
        join marts.dim_customer as c using (customer_key)
        where e.brief_code = $brief and e.is_eligible
        """,
        "customer_reference",
        needs_brief=True,
    ),
    "abandonments": OutsideList(
        "Who left a basket, a booking or a form and may be reminded by e-mail",
        f"""
        select c.customer_reference, c.title, c.given_name, c.family_name, c.email,
            l.brand_key as brand, l.abandonment_kind as kind, l.topic, l.left_at,
            l.basket_amount, l.currency_code
        from marts.abandonments as l
        join marts.dim_customer as c using (customer_key)
        where l.state = 'open' and c.email is not null and not c.is_deceased
            and not coalesce(c.is_test, false) and {_MAY_GET_EMAIL}
        """,
        "left_at desc, customer_reference, brand, kind",
    ),
    "telemail": OutsideList(
        "Whom to ring up, since they read our e-mails",
        """
        select l.call_rank as rank, c.customer_reference, c.title,
            concat_ws(' ', c.given_name, c.family_name) as full_name, l.phone,
            l.brand_key as brand, l.read_campaigns as read, l.viewed_topics as topics,
            l.last_read_at, l.state = 'quiet_hours' as is_quiet_now
        from marts.telemail_calls as l
        join marts.dim_customer as c using (customer_key)
        where l.state in ('call', 'quiet_hours')
        """,
        "brand, rank",
    ),
    "conflicts": OutsideList(
        "Which campaigns offer people what goes against their interest",
        """
        select l.brand_key as brand, d.campaign_code as campaign, l.channel,
            concat_ws(' ', l.shown_topic, l.shown_price_level) as shown,
            concat_ws(' ', l.offered_topic, l.offered_price_level) as offered,
            count(distinct l.customer_key) as customers
        from marts.offer_conflicts as l
        join marts.dim_campaign as d using (campaign_key)
        group by all
        """,
        "customers desc, brand, campaign, channel, shown, offered",
    ),
    "triggers": OutsideList(
        "Who has a reason to be written to now and may get e-mails",
        f"""
        select c.customer_reference, c.title, c.given_name, c.family_name, c.email,
            l.customer_trigger as event, l.brand_key as brand, l.topic, l.happens_on, l.due_to
        from marts.customer_triggers as l
        join marts.dim_customer as c using (customer_key)
        where l.state = 'due' and c.email is not null and {_MAY_GET_EMAIL}
        """,
        "due_to, customer_reference, event, brand, topic",
    ),
}

# What spreadsheets take for the beginning of a formula, its full-width twins among them. They skip
# blanks and control characters before it.
_FORMULA = re.compile(r"[\s\x00-\x1f\ufeff]*[=+\-@＝＋－＠]")  # noqa: RUF001 - meant
_BREAK_AT_START = re.compile(r"[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def harmless(cell: str) -> str:
    """Give a cell that no spreadsheet runs: an apostrophe before what it would take for a formula.

    Numbers, also of telephones, are left alone: as a formula they are what they are.
    """
    if _PLAIN_NUMBER.fullmatch(cell):
        return cell
    if _FORMULA.match(cell) or _BREAK_AT_START.match(cell):
        return "'" + cell
    return cell


def as_meant(cell: str) -> str:
    """Give what a cell said before it was made harmless."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def columns_of(name: str, path: Path = COLUMNS) -> list[tuple[str, str]]:
    """Give the columns that leave in a list, with their headings, in the seed's order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["list_name"] == name]
    rows.sort(key=lambda row: (int(row["column_order"]), row["column_name"]))
    return [(row["column_name"], row["heading"]) for row in rows]


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    brief: str | None = None,
) -> list[tuple[object, ...]]:
    """Give the rows of a list with these columns.

    Raises:
        WeftError: The list has no such column, there is no such brief, or the published file is of
            another version.
    """
    wanted = LISTS[name]
    bound = {"brief": brief} if wanted.needs_brief else {}
    try:
        known = [
            column[0] for column in connection.execute(f"describe {wanted.query}", bound).fetchall()
        ]
    except duckdb.CatalogException as error:
        raise WeftError(
            "The published warehouse lacks a table of this list.",
            "It was published by another version: run `weft run` again.",
        ) from error
    unknown = [column for column in columns if column not in known]
    if unknown or not columns:
        raise WeftError(
            f"seeds/list_columns.csv asks the list {name} for "
            + (", ".join(unknown) if unknown else "no column at all"),
            f"It can have: {', '.join(known)}.",
        )
    if wanted.needs_brief:
        _check_brief(connection, brief)
    chosen = ", ".join(quote_identifier(column) for column in columns)
    return connection.execute(
        f"with listed as ({wanted.query}) select {chosen} from listed order by {wanted.order_by}",
        bound,
    ).fetchall()


def _check_brief(connection: duckdb.DuckDBPyConnection, brief: str | None) -> None:
    known = [
        code
        for (code,) in connection.execute(
            "select distinct brief_code from marts.contact_eligibility order by 1"
        ).fetchall()
    ]
    if brief not in known:
        raise WeftError(
            f"No brief is called {brief}." if brief else "This list is of one brief.",
            f"Name one with --brief: {', '.join(known)}.",
        )


def write_csv(target: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a file that only its owner may read, whole or not at all, and no formula in it."""
    with private_file(target) as file:
        writer = csv.writer(file)
        writer.writerow(harmless(heading) for heading in headings)
        for row in rows:
            writer.writerow("" if value is None else harmless(str(value)) for value in row)


def write_list(warehouse: Warehouse, name: str, out: Path, brief: str | None = None) -> int:
    """Write a list of the published warehouse to `out` and give the number of its rows.

    Raises:
        WeftError: There is no such list or brief, or nothing is published yet.
    """
    if name not in LISTS:
        raise WeftError(f"No list is called {name}.", f"There are: {', '.join(LISTS)}.")
    if brief and not LISTS[name].needs_brief:
        raise WeftError(f"The list {name} is of no brief.", "Leave --brief out.")
    columns = columns_of(name)
    with published(warehouse) as connection:
        rows = rows_of(connection, name, [column for column, _ in columns], brief)
    write_csv(out, [heading for _, heading in columns], rows)
    return len(rows)

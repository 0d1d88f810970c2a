"""What the contact tables say of a past moment is what they would have said then."""

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pytest

from macro_renderer import PROJECT, MacroRenderer

pytestmark = pytest.mark.slow

# In the middle of a busy week.
PAST = "2026-02-04 18:00:00"
MODELS = {
    path.stem: path.read_text(encoding="utf-8")
    for folder in ("contact", "marts/contact")
    for path in (PROJECT / "models" / folder).glob("*.sql")
    if not re.search("settings__checked|faults__found", path.stem)
}
# When the warehouse could first have known a row of what happens.
KNOWN_AT = {
    "append__people_sent": "as_of",
    "cases__unioned": "opened_at",
    "consent_acts__unioned": "greatest(acted_at, received_at)",
    "customer_record_history": "changed_at",
    "customer_attributes__unioned": "as_of",
    "fct_attribution": "converted_at",
    "fct_conversions": "converted_at",
    "fct_matchbacks": "ordered_at",
    "fct_order_lines": "ordered_at",
    "fct_orders": "ordered_at",
    "fct_topic_mentions": "said_at",
    "moves__resolved": "moved_on",
    "orders__resolved": "ordered_at",
    "page_views__timed": "occurred_at",
    "privacy_requests__unioned": "requested_at",
    "responses__resolved": "responded_at",
    "sends__resolved": "sent_at",
    "sends__unioned": "sent_at",
    "sessions__resolved": "started_at",
    "suppressions__matched": "greatest(listed_on, first_seen_on)",
    "touchpoints__stacked": "touched_at",
}


def needs(sql: str) -> set[str]:
    """The tables a model reads."""
    return set(re.findall(r"ref\('(\w+)'\)", sql))


@pytest.fixture(scope="module")
def past(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The contact tables of the past: schema `then` has only what had happened, `later` has all."""
    renderer = MacroRenderer("duckdb")
    renderer.define("run_at", lambda: f"timestamp '{PAST}'")
    renderer.define("config", lambda **_: "")
    order = TopologicalSorter({name: needs(sql) for name, sql in MODELS.items()}).static_order()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published / 'build.duckdb'}' as build (read_only)")
        schemas = dict(
            connection.execute(
                "select table_name, table_schema from information_schema.tables "
                "where table_catalog = 'build'"
            ).fetchall()
        )
        connection.execute("create schema later")
        connection.execute('create schema "then"')
        for name in order:
            for side in ("later", '"then"'):
                if name in MODELS:
                    prefix = f"{side}."
                    sql = renderer.render(MODELS[name], ref=lambda name, to=prefix: to + name)
                    connection.execute(f"create table {side}.{name} as {sql}")
                    continue
                known_at = KNOWN_AT.get(name) if side != "later" else None
                rows = f"from build.{schemas[name]}.{name}"
                where = f"where {known_at} <= timestamp '{PAST}'" if known_at else ""
                connection.execute(f"create view {side}.{name} as {rows} {where}")
        yield connection


@pytest.mark.parametrize("model", sorted(MODELS))
def test_what_came_later_changes_nothing(past: duckdb.DuckDBPyConnection, model: str) -> None:
    [[count, only_then, only_later]] = past.execute(
        f"""
        select
            (select count(*) from "then".{model}),
            (select count(*) from (from "then".{model} except all from later.{model})),
            (select count(*) from (from later.{model} except all from "then".{model}))
        """
    ).fetchall()
    assert count > 0
    assert (only_then, only_later) == (0, 0)


def test_nobody_gets_a_campaign_beyond_a_cap(
    past: duckdb.DuckDBPyConnection, db: duckdb.DuckDBPyConnection
) -> None:
    """Three messages a week, two in a day: who has had as many gets no other."""
    full = db.execute(
        """
        with sent as (
            select person_id, sent_at from truth.contacts
            where status = 'sent' and sent_at <= $past::timestamp
        ),
        people as (
            select person_id from sent
            where date_trunc('week', sent_at) = date_trunc('week', $past::timestamp)
            group by person_id having count(*) >= 3
            union
            select person_id from sent where sent_at > $past::timestamp - interval 1 day
            group by person_id having count(*) >= 2
        )
        select customer_key from truth.customer_person semi join people using (person_id)
        where person_id in (
            select person_id from truth.customer_person group by person_id having count(*) = 1)
        """,
        {"past": PAST},
    ).fetchall()
    eligible = past.execute(
        "select distinct customer_key from later.contact_eligibility where is_eligible"
    ).fetchall()
    assert len(full) > 5
    assert len(eligible) > 200
    assert not {*full} & {*eligible}


def test_every_table_of_what_happens_is_cut(past: duckdb.DuckDBPyConnection) -> None:
    """A table with times that a contact model begins to read has to be cut here too."""
    read = set.union(*(needs(sql) for sql in MODELS.values())) - set(MODELS)
    timed = past.execute(
        "select distinct table_name from information_schema.columns "
        "where table_schema = 'later' and data_type in ('TIMESTAMP', 'DATE')"
    ).fetchall()
    # Calendars, rates, what channels earned, and who is whom are those of the last run.
    states = {
        "account_members", "campaigns__merged", "currency_rates__dated", "customer_attributes",
        "customer_records", "dim_campaign", "dim_customer", "dim_date",
        "golden_records__survived", "identifiers__owned", "public_holidays", "records__keyed",
        "rpt_channel_performance",
    }  # fmt: skip
    assert {name for [name] in timed if name in read} - states == set(KNOWN_AT)

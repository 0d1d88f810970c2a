"""Erasure and access on a small sample: nothing of her is left, and everything of the others."""

import hashlib
import json
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from harness import ROOT, HalfWay, Pipeline, Running

pytestmark = pytest.mark.slow

NEXT_RUN_AT = "2026-08-18T06:00:00"


class Person(NamedTuple):
    """Somebody of the sample, as the warehouse found her."""

    customer_key: str
    email: str
    phone: str
    given_name: str
    family_name: str
    postcode: str
    needles: tuple[str, ...]


class Erased(NamedTuple):
    """A warehouse from which somebody was erased, the one before, and the folders beside them."""

    before: Pipeline
    after: Pipeline
    extracts: Path
    delivered: Path
    gone: Person
    next: Person
    asking: Person
    output: str


@pytest.fixture(scope="module")
def erased(half_way: HalfWay, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    folder = tmp_path_factory.mktemp("forget")
    before, after = Pipeline(ROOT, folder / "before"), Pipeline(ROOT, folder / "after")
    shutil.copytree(half_way.pipeline.warehouse, before.warehouse)
    gone, following, asking = _people(before.published)
    (before.warehouse / "reports" / "list.csv").write_text(f"email\n{gone.email}\n")
    (before.warehouse / "mine.csv").write_text(f"email\n{gone.email}\n")

    shutil.copytree(before.warehouse, after.warehouse)
    forgotten = after.weft("forget", gone.email, "--yes")
    assert forgotten.code == 0, forgotten.output
    return Erased(
        before,
        after,
        half_way.extracts,
        half_way.first_half,
        gone,
        following,
        asking,
        forgotten.output,
    )


def _people(published: Path) -> list[Person]:
    """Give three who have an address and a number of their own and live with another customer."""
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            """
            with own as (
                select identifier_type, identifier_value, min(customer_key) as customer_key
                from marts.customer_identifiers
                where identifier_type in (
                    'email', 'phone', 'loyalty_card', 'shopify_customer_id',
                    'salesforce_contact_id', 'mailchimp_euid'
                )
                group by all
                having count(*) = 1 and not bool_or(is_generic)
            ),
            of_one_name as (
                select lower(given_name || family_name || postcode) as name_at_home
                from marts.dim_customer group by 1 having count(*) = 1
            ),
            shared_home as (
                select household_key from marts.household_members
                group by 1 having count(distinct customer_key) > 1
            )
            select
                person.customer_key, min(own.identifier_value) filter (identifier_type = 'email'),
                min(own.identifier_value) filter (identifier_type = 'phone'),
                any_value(given_name), any_value(family_name), any_value(postcode),
                list(own.identifier_value)
            from marts.dim_customer as person
            join own using (customer_key)
            join marts.household_members as members using (customer_key)
            where members.household_key in (from shared_home) and person.order_count > 0
                and lower(person.given_name || person.family_name || person.postcode)
                    in (from of_one_name)
                and length(person.given_name) > 4
            group by person.customer_key
            having count(distinct identifier_type) >= 4 and max(identifier_type = 'email')
                and max(identifier_type = 'phone') and max(identifier_type = 'shopify_customer_id')
            order by count(distinct identifier_type) desc, 1
            limit 3
            """
        ).fetchall()
    assert len(rows) == 3
    return [
        Person(
            *row[:-1],
            # A number is written with and without its country.
            tuple(value[3:] if value.startswith("+") else value for value in row[-1]),
        )
        for row in rows
    ]


def _traces(pipeline: Pipeline, person: Person) -> list[str]:
    """Name every file with one of her identifiers in its bytes, and every table with her in it."""
    return [
        *_bytes_of(pipeline.warehouse, person),
        *(
            f"{path.name} {relation}"
            for path in sorted(pipeline.warehouse.rglob("*.duckdb"))
            for relation in _tables_of(path, person)
        ),
    ]


def _bytes_of(folder: Path, person: Person) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes().lower()
            yield from (path.name for needle in person.needles if needle.lower().encode() in data)


def _tables_of(path: Path, person: Person) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        relations = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        for (relation,) in relations:
            [(found,)] = connection.execute(
                "select count(*) from (select lower(cast(row_of as varchar)) as said "
                f"from {relation} as row_of) where list_bool_or("
                "list_transform($needles, lambda needle: contains(said, needle))) "
                "or list_bool_and("
                "list_transform($names, lambda name: contains(said, name)))",
                {
                    "needles": [needle.lower() for needle in person.needles],
                    "names": [
                        name.lower()
                        for name in (person.given_name, person.family_name, person.postcode)
                    ],
                },
            ).fetchall()
            if found:
                yield relation


def _others(path: Path, *gone: Person) -> list[tuple[str, ...]]:
    """Give every record, address and order of everybody else."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            """
            select 'record', record_key, customer_key from marts.customer_records
            where not list_contains($gone, customer_key)
            union all
            select 'identifier', identifier_type || identifier_value, customer_key
            from marts.customer_identifiers where not list_contains($gone, customer_key)
            union all
            select 'order', order_key, customer_key from marts.fct_orders
            where not list_contains($gone, customer_key)
            union all
            select 'reference', customer_reference, customer_key from marts.customer_references
            where not list_contains($gone, customer_key)
            union all
            select 'home', household_key, customer_key from marts.household_members
            where not list_contains($gone, customer_key)
            order by all
            """,
            {"gone": [person.customer_key for person in gone]},
        ).fetchall()


def test_without_yes_it_tells_how_much_and_does_nothing(erased: Erased, tmp_path: Path) -> None:
    pipeline = Pipeline(ROOT, tmp_path / "asked")
    shutil.copytree(erased.before.warehouse, pipeline.warehouse)
    state = (pipeline.warehouse / "build.duckdb").stat().st_mtime_ns
    asked = pipeline.weft("forget", erased.gone.email)
    assert asked.code == 1 and "Say it with --yes" in asked.output
    assert "shopify.orders" in asked.output
    assert (pipeline.warehouse / "build.duckdb").stat().st_mtime_ns == state
    assert not [needle for needle in erased.gone.needles if needle in asked.output + erased.output]


def test_nothing_of_her_is_left_in_any_file(erased: Erased) -> None:
    before = _traces(erased.before, erased.gone)
    assert {"weft.duckdb", "build.duckdb", "mine.csv", "list.csv"} <= {*before}
    assert "weft.duckdb marts.dim_customer" in before
    assert _traces(erased.after, erased.gone) == []


def test_everything_of_the_others_stays(erased: Erased) -> None:
    others = _others(erased.before.published, erased.gone)
    assert len(others) > 1000
    assert _others(erased.after.published, erased.gone) == others


def test_the_share_loses_her_and_nobody_else(erased: Erased) -> None:
    with sqlite3.connect(erased.before.warehouse / "ledger.sqlite") as ledger:
        [(salt,)] = ledger.execute("select salt from share_salts").fetchall()
    hers = hashlib.sha256(f"{salt}{erased.gone.customer_key}".encode()).hexdigest()
    shared = []
    for pipeline in (erased.before, erased.after):
        with duckdb.connect(str(pipeline.warehouse / "weft_share.duckdb"), read_only=True) as file:
            shared.append(
                {
                    key
                    for (key,) in file.execute(
                        "select share_customer_key from share.share_customers"
                    ).fetchall()
                }
            )
    before, after = shared
    assert after == before - {hers} and len(before) > 50


def test_the_delivered_files_are_without_her_or_named(erased: Erased) -> None:
    [certificate] = (erased.after.warehouse / "erasures").glob("*.json")
    told = json.loads(certificate.read_text())
    named = {Path(path) for path in told["named"]}
    assert {path.suffix for path in named} <= {".xml"} or "zoom" in str(named)
    left = {
        path
        for path in erased.delivered.rglob("*")
        if path.is_file()
        and path not in named
        and any(needle.encode() in path.read_bytes() for needle in erased.gone.needles)
    }
    assert left == set()


def test_the_certificate_counts_and_names_nobody(erased: Erased) -> None:
    [page] = (erased.after.warehouse / "erasures").glob("*.md")
    assert "shopify.orders" in page.read_text() and page.stat().st_mode & 0o077 == 0
    assert list(_bytes_of(page.parent, erased.gone)) == []


def test_old_files_delivered_again_do_not_bring_her_back(erased: Erased, tmp_path: Path) -> None:
    pipeline = Pipeline(ROOT, tmp_path / "again")
    shutil.copytree(erased.after.warehouse, pipeline.warehouse)
    again = tmp_path / "delivery" / NEXT_RUN_AT[:10]
    for day in sorted(day.name for day in erased.delivered.iterdir()):
        shutil.copytree(erased.extracts / day, again, dirs_exist_ok=True)
    landed = pipeline.weft("land", "--from", str(again.parent), "--run-at", NEXT_RUN_AT)
    assert landed.code == 0, landed.output
    assert _traces(pipeline, erased.gone) == []
    with duckdb.connect(str(pipeline.warehouse / "build.duckdb"), read_only=True) as connection:
        [(kept_out, landed_again, balanced)] = connection.execute(
            "select sum(rows_erased), sum(rows_landed), bool_and(rows_read = rows_landed + "
            "rows_quarantined + rows_ignored + rows_erased + rows_expired) from landing.files "
            "where delivered_on = ? and status = 'landed'",
            [again.name],
        ).fetchall()
    assert kept_out > 5 and landed_again > 100 and balanced


def test_an_erasure_that_is_killed_is_carried_to_its_end(erased: Erased, tmp_path: Path) -> None:
    pipeline = Pipeline(ROOT, tmp_path / "killed")
    shutil.copytree(erased.before.warehouse, pipeline.warehouse)
    empty = tmp_path / "nothing"
    empty.mkdir()
    finishing = ("land", "--from", str(empty), "--run-at", NEXT_RUN_AT)
    moments = random.Random(2026)
    running = pipeline.start("forget", erased.gone.email, "--yes")
    _wait_for_tombstones(pipeline, running)
    assert running.kill_after(moments.uniform(0.0, 4.0)).code == -9
    # On a fast machine it may have ended by then.
    assert pipeline.start(*finishing).kill_after(moments.uniform(1.0, 5.0)).code in (-9, 0)
    finished = pipeline.weft(*finishing)
    assert finished.code == 0, finished.output
    assert _traces(pipeline, erased.gone) == []
    assert _others(pipeline.published, erased.gone) == _others(erased.after.published, erased.gone)
    assert len([*(pipeline.warehouse / "erasures").glob("*.md")]) == 1


def _wait_for_tombstones(pipeline: Pipeline, running: Running) -> None:
    """Wait until the erasure stands in the ledger."""
    begun = 0
    while running.process.is_alive() and not begun:
        time.sleep(0.05)
        with sqlite3.connect(pipeline.warehouse / "ledger.sqlite") as ledger:
            if ledger.execute("select * from sqlite_master where name = 'erasures'").fetchall():
                [(begun,)] = ledger.execute("select count(*) from erasures").fetchall()
    assert begun


def test_requests_of_the_privacy_desk_are_carried_out_in_the_run(
    erased: Erased, tmp_path: Path
) -> None:
    pipeline = Pipeline(ROOT, tmp_path / "requested")
    shutil.copytree(erased.after.warehouse, pipeline.warehouse)
    day = NEXT_RUN_AT[:10]
    desk = tmp_path / "delivered" / day / "privacy" / f"dsr_{day}.csv"
    desk.parent.mkdir(parents=True)
    told = "UK GDPR,IN_PROGRESS,,{},,GB,10/08/2026 10:00:00,10/09/2026 10:00:00,,{},"
    desk.write_text(
        "request_id,type,regulation,status,subject_name,email,phone,residency_country,"
        "created_at,due_at,completed_at,identity_verified,systems\n"
        f"dsr_9001,ERASURE,{told.format(erased.next.email, 'yes')}\n"
        f"dsr_9002,ERASURE,{told.format(erased.asking.email, 'no')}\n"
        f"dsr_9003,ACCESS,{told.format(erased.asking.email, 'yes')}\n"
    )
    finished = pipeline.weft("run", "--from", str(tmp_path / "delivered"), "--run-at", NEXT_RUN_AT)
    assert finished.code == 0, finished.output
    assert "1 people erased, 1 exports written" in finished.output
    assert _traces(pipeline, erased.gone) == []
    assert _traces(pipeline, erased.next) == []
    assert "weft.duckdb marts.dim_customer" in _traces(pipeline, erased.asking)

    # Everybody else kept key and number, and neither was given to anybody new.
    kept = ("record", "reference")
    others = _others(erased.after.published, erased.gone, erased.next)
    found = {*_others(pipeline.published, erased.gone, erased.next)}
    assert [row for row in others if row[0] in kept and row not in found] == []
    with duckdb.connect() as connection:
        for name, warehouse in (("before", erased.before), ("after", pipeline)):
            connection.execute(f"attach '{warehouse.published}' as {name} (read_only)")
        reissued = connection.execute(
            "select after.customer_key from before.marts.customer_references as before "
            "join after.marts.customer_references as after using (customer_reference) "
            "where before.customer_key in (?, ?)",
            [erased.gone.customer_key, erased.next.customer_key],
        ).fetchall()
        assert reissued == []

    exported = pipeline.warehouse / "access" / "dsr_9003"
    _check_export(exported, erased.asking)


def _check_export(folder: Path, person: Person) -> None:
    told = json.loads((folder / "access.json").read_text())
    page = (folder / "access.html").read_text()
    assert told["customer_key"] == person.customer_key
    assert {"dim_customer", "customer_identifiers", "fct_orders", "fct_touchpoints"} <= {
        *told["held"]
    }
    assert "shopify.orders" in told["delivered"] and told["shared_with"]
    for text in (person.email, person.family_name):
        assert text in json.dumps(told, ensure_ascii=False) and text in page
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.iterdir()))


def test_access_holds_all_of_hers_and_nothing_of_the_household(
    erased: Erased, tmp_path: Path
) -> None:
    out = tmp_path / "export"
    pipeline = Pipeline(ROOT, tmp_path / "access")
    shutil.copytree(erased.before.warehouse, pipeline.warehouse)
    written = pipeline.weft("access", erased.gone.email, "--out", str(out))
    assert written.code == 0, written.output
    _check_export(out, erased.gone)
    told = json.loads((out / "access.json").read_text())
    with duckdb.connect(str(erased.before.published), read_only=True) as connection:
        orders = connection.execute(
            "select order_key from marts.fct_orders where customer_key = ?",
            [erased.gone.customer_key],
        ).fetchall()
    assert sorted(row["order_key"] for row in told["held"]["fct_orders"]) == sorted(
        key for (key,) in orders
    )
    assert {row["customer_key"] for rows in told["held"].values() for row in rows} == {
        erased.gone.customer_key
    }

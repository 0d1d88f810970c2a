"""Permission on random acts: the latest counts, and nothing but consent ever gives more of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filled_tables import fill

from macro_renderer import PROJECT, MacroRenderer

CHAIN = (
    "contact/consent_acts__resolved", "contact/consent_acts__scoped", "contact/refusals__lifted",
    "contact/permission_spans", "contact/permission_periods", "marts/contact/refused_addresses",
)  # fmt: skip
START = datetime(2026, 1, 1)
MERGED_AT = START + timedelta(days=21)
BRANDS = ("x", "y")
CHANNELS = ("email", "sms", "post")
CUSTOMERS = ("ann", "bob")
Row = dict[str, Any]
# Customer, brand and channel → what is recorded of it.
States = dict[tuple[str, str, str], str]
SCHEMAS = {
    "consent_acts__unioned": "consent_key text, record_key text, source_system text, "
    "source_id text, identifier_type text, identifier_value text, brand_key text, channel text, "
    "purpose text, action text, acted_at timestamp, received_at timestamp, evidence text",
    "records__keyed": "record_key text, customer_key text",
    "identifiers__owned": "identifier_type text, identifier_value text, customer_key text, "
    "is_owner boolean, is_generic boolean, is_claimed boolean",
    "customer_record_history": "record_change_key text, record_key text, old_customer_key text, "
    "customer_key text, changed_at timestamp",
    "contact_channels": "permission_channel text, address_type text",
    "permission_sources": "source_system text, is_state boolean",
    "permission_rules": "rule_kind text, rule_value text, channel text, precedence int",
    "brands": "brand_key text",
    "suppressions__matched": "suppression_match_key text, customer_key text, "
    "suppression_list text, listed_on date, first_seen_on date",
    "privacy_requests__unioned": "request_key text, request_type text, status text, "
    "identifier_type text, identifier_value text, requested_at timestamp",
}
SETTINGS = {
    "contact_channels": [
        {"permission_channel": "email", "address_type": "email"},
        {"permission_channel": "sms", "address_type": "phone"},
        {"permission_channel": "post", "address_type": "postal_address"},
    ],
    "permission_sources": [{"source_system": "shop", "is_state": True}],
    "permission_rules": [
        {"rule_kind": kind, "rule_value": value, "channel": channel, "precedence": precedence}
        for kind, value, channel, precedence in (
            ("privacy_request", "restriction", "all", 10),
            ("suppression_list", "deceased", "all", 20),
            ("act", "*", "all", 30),
            ("suppression_list", "mps", "post", 40),
        )
    ],
    "brands": [{"brand_key": brand} for brand in BRANDS],
}


@dataclass
class World:
    """Acts, whose records they stand in, and which addresses several people use."""

    acts: list[Row] = field(default_factory=list)
    lists: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    shared: bool = True
    merged: bool = False

    def tables(self) -> dict[str, Sequence[Row]]:
        """The rows of each table that the models read."""
        # Each customer has two records; bob came to ann when the two were merged.
        holder = {name: "ann" if self.merged else name for name in CUSTOMERS}
        records = [(name, f"{name}-{number}") for name in CUSTOMERS for number in (1, 2)]
        addresses = [(name, name) for name in CUSTOMERS]
        if self.shared:
            addresses += [("home", name) for name in CUSTOMERS]
        owned = {(value, holder[name]): name == CUSTOMERS[0] or value == name
                 for value, name in reversed(addresses)}  # fmt: skip
        return {
            **SETTINGS,
            "consent_acts__unioned": self.acts,
            "records__keyed": [
                {"record_key": key, "customer_key": holder[name]} for name, key in records
            ],
            "identifiers__owned": [
                {
                    "identifier_type": kind, "identifier_value": value, "customer_key": customer,
                    "is_owner": is_owner, "is_generic": False, "is_claimed": False,
                }
                for kind in ("email", "phone")
                for (value, customer), is_owner in owned.items()
            ],
            "customer_record_history": [
                {
                    "record_change_key": key, "record_key": key, "old_customer_key": name,
                    "customer_key": holder[name], "changed_at": MERGED_AT,
                }
                for name, key in records if holder[name] != name
            ],
            "suppressions__matched": [
                {**entry, "customer_key": holder[entry["customer_key"]]} for entry in self.lists
            ],
            "privacy_requests__unioned": self.requests,
        }  # fmt: skip


@cache
def query(model: str) -> str:
    """A model as SQL, over tables named like the models it reads."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    path = PROJECT / "models" / f"{model}.sql"
    return renderer.render(path.read_text(encoding="utf-8"))


def built(world: World, shuffled: random.Random | None = None) -> duckdb.DuckDBPyConnection:
    """A database with the permission periods of a world, its rows given in some order."""
    connection = duckdb.connect()
    fill(connection, SCHEMAS, world.tables(), shuffled)
    for name in CHAIN:
        connection.execute(f"create table {Path(name).name} as {query(name)}")
    return connection


def states(connection: duckdb.DuckDBPyConnection, moment: datetime) -> States:
    """What is recorded of each customer, brand and channel at a moment."""
    found = connection.execute(
        """
        select customer_key, brand_key, channel, permission_state from permission_periods
        where valid_from <= $moment and $moment < valid_to
        """,
        {"moment": moment},
    ).fetchall()
    known = {(customer, brand, channel): state for customer, brand, channel, state in found}
    return {cell: known.get(cell, "not_recorded") for cell in product(CUSTOMERS, BRANDS, CHANNELS)}


def act(draw: random.Random, number: int, action: str | None = None, **other: Any) -> Row:
    """An act of somebody about something, at one of few moments so that some fall together."""
    name = draw.choice(CUSTOMERS)
    acted_at = START + timedelta(days=draw.randint(0, 19))
    return {
        "consent_key": f"act{number}", "record_key": f"{name}-{draw.randint(1, 2)}",
        "source_system": draw.choice(["desk", "desk", "shop"]), "source_id": str(number),
        "identifier_type": draw.choice(["email", "phone"]),
        "identifier_value": draw.choice([name, name, "home"]),
        "brand_key": draw.choice([*BRANDS, None]), "channel": draw.choice([*CHANNELS, "all"]),
        "purpose": "marketing", "action": action or draw.choice(["opt_in", "opt_out"]),
        "acted_at": acted_at, "received_at": acted_at, "evidence": "said so", **other,
    }  # fmt: skip


def drawn(seed: int) -> World:
    """Acts of two people, some through flags or a shared mailbox; now and then a list names one."""
    draw = random.Random(seed)
    world = World(acts=[act(draw, number) for number in range(draw.randint(2, 14))])
    for number in range(draw.choice([0, 0, 1, 2])):
        world.lists.append(
            {
                "suppression_match_key": f"entry{number}", "customer_key": draw.choice(CUSTOMERS),
                "suppression_list": draw.choice(["mps", "deceased"]),
                "listed_on": START + timedelta(days=draw.randint(0, 19)),
                "first_seen_on": START,
            }
        )  # fmt: skip
    return world


def moments(draw: random.Random) -> list[datetime]:
    """Moments within the acts, at some of them to the second, and after all."""
    days = [draw.randint(0, 20) + draw.choice([0, 0.5]) for _ in range(6)]
    return [*(START + timedelta(days=day) for day in days), MERGED_AT + timedelta(days=1)]


@pytest.mark.parametrize("seed", range(20))
def test_the_latest_act_counts_and_at_one_moment_the_opt_out(seed: int) -> None:
    draw = random.Random(seed)
    acts = [act(draw, number, source_system="desk", identifier_value="own") for number in range(12)]
    connection = built(World(acts=acts, shared=False))
    for moment in moments(draw):
        found = states(connection, moment)
        for customer, brand, channel in found:
            told = [
                (row["acted_at"], row["action"] == "opt_out")
                for row in acts
                if row["record_key"].startswith(customer)
                and row["brand_key"] in (brand, None)
                and row["channel"] in (channel, "all")
                and row["acted_at"] <= moment
            ]
            expected = ("refused" if max(told)[1] else "allowed") if told else "not_recorded"
            assert found[customer, brand, channel] == expected, (moment, customer, brand, channel)


@pytest.mark.parametrize("seed", range(30))
def test_an_opt_out_anywhere_gives_no_permission_anywhere(seed: int) -> None:
    """Nor does a list or a privacy request."""
    world, draw = drawn(seed), random.Random(-seed)
    before = built(world)
    world.acts.append(act(draw, 99, "opt_out"))
    if seed % 3 == 0:
        world.requests.append(
            {
                "request_key": "r", "request_type": "restriction", "status": "completed",
                "identifier_type": "email", "identifier_value": draw.choice(CUSTOMERS),
                "requested_at": START + timedelta(days=draw.randint(0, 19)),
            }
        )  # fmt: skip
    after = built(world)
    for moment in moments(draw):
        was, is_now = states(before, moment), states(after, moment)
        for cell, state in is_now.items():
            assert state != "allowed" or was[cell] == "allowed", (moment, cell)
            assert was[cell] != "refused" or state == "refused", (moment, cell)


@pytest.mark.parametrize("seed", range(30))
def test_a_merge_keeps_the_stricter(seed: int) -> None:
    """What one of two refused stays refused when they are found to be one; until a later opt-in.

    Lists that yield to consent yield to that of the one who both are, and what bound bob only
    because he shared ann's mailbox is hers to take back: neither is part of this.
    """
    world = drawn(seed)
    world.shared = False
    world.lists = [entry for entry in world.lists if entry["suppression_list"] == "deceased"]
    apart = states(built(world), MERGED_AT)
    world.merged = True
    together = states(built(world), MERGED_AT)
    for brand, channel in product(BRANDS, CHANNELS):
        parts = {apart[name, brand, channel] for name in CUSTOMERS}
        found = together["ann", brand, channel]
        assert found == "refused" or "refused" not in parts, (brand, channel)
        assert found != "allowed" or "allowed" in parts, (brand, channel)
    said = {"record_key": "bob-1", "source_system": "desk", "channel": "email", "brand_key": "x"}
    later = {"acted_at": MERGED_AT + timedelta(hours=1), "identifier_value": "bob"}
    world.acts.append(act(random.Random(0), 99, "opt_in", **said, **later))
    world.lists.clear()
    now = states(built(world), MERGED_AT + timedelta(days=1))
    assert now["ann", "x", "email"] == "allowed"


def test_a_shared_mailbox_refuses_for_all_and_allows_for_one() -> None:
    """Ann's words about the mailbox bind bob; hers alone take them back; hers give him nothing."""
    world = World()
    said = {"record_key": "ann-1", "source_system": "desk", "identifier_type": "email",
            "identifier_value": "home", "brand_key": "x", "channel": "email"}  # fmt: skip
    for day, action in enumerate(["opt_in", "opt_out", "opt_in"]):
        at = {"acted_at": START + timedelta(days=day)}
        world.acts.append(act(random.Random(day), day, action, **said, **at))
    connection = built(world)
    for day, expected in enumerate(["not_recorded", "refused", "not_recorded"]):
        found = states(connection, START + timedelta(days=day, hours=1))
        assert found["bob", "x", "email"] == expected


@pytest.mark.parametrize("seed", range(10))
def test_a_refused_address_is_free_when_it_or_none_is_allowed_later(seed: int) -> None:
    draw = random.Random(seed)
    addresses = {"email": ["old", "new"], "phone": ["one", "two"]}
    acts = []
    for number in range(20):
        kind = draw.choice(["email", "phone"])
        said = {"identifier_type": kind, "identifier_value": draw.choice(addresses[kind])}
        acts.append(act(draw, number, record_key="ann-1", source_system="desk", **said))
    kinds = {"email": "email", "sms": "phone"}
    expected = set()
    for row, brand, (channel, kind) in product(acts, BRANDS, kinds.items()):
        cell = [
            other for other in acts
            if other["brand_key"] in (brand, None) and other["channel"] in (channel, "all")
        ]  # fmt: skip
        if row["action"] == "opt_in" or row not in cell or row["identifier_type"] != kind:
            continue
        frees = [
            other["acted_at"] for other in cell
            if other["action"] == "opt_in" and other["acted_at"] > row["acted_at"]
            and (other["identifier_type"] != kind
                 or other["identifier_value"] == row["identifier_value"])
        ]  # fmt: skip
        name = (row["consent_key"], row["identifier_value"], brand, channel)
        expected.add((*name, min(frees, default=None)))
    found = built(World(acts=acts, shared=False)).execute(
        "select consent_key, address, brand_key, channel, lifted_at from refused_addresses"
    )
    assert expected
    assert set(found.fetchall()) == expected


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_delivery_does_not_matter(seed: int) -> None:
    world = drawn(seed)
    first, *others = (
        built(world, random.Random(turn)).execute(
            "select * from permission_periods order by permission_period_key"
        ).fetchall()
        for turn in range(3)
    )  # fmt: skip
    assert first
    assert all(other == first for other in others)

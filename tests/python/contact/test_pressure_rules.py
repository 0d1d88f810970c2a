"""Caps and abandonment on random messages and purchases, held against the rules in Python."""

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from macro_renderer import PROJECT, MacroRenderer

START = datetime(2026, 3, 2)
CAPS = [
    # code, scope, brand, channel, kind, days, measure, cap
    ("day", "customer", None, None, "rolling", 1, "messages", 2),
    ("week", "customer", None, None, "calendar_week", 7, "messages", 3),
    ("month", "customer", None, None, "rolling", 30, "weight", 12),
    ("texts", "customer", None, "sms", "rolling", 10, "messages", 1),
    ("own", "customer", "f", None, "rolling", 7, "messages", 1),
    ("home", "household", None, "post", "rolling", 7, "weight", 4),
]
CAP_COLUMNS = [
    "cap_code", "scope", "brand_key", "channel", "window_kind", "window_days", "measure", "cap",
]  # fmt: skip
WEIGHTS = {"email": 1.0, "sms": 1.5, "post": 2.0}
Row = dict[str, Any]


def messages_drawn(seed: int) -> list[Row]:
    """Messages of six weeks to five people of two homes, some at one moment."""
    draw = random.Random(seed)
    homes = {"ann": "h", "bob": "h", "cid": "i", "dee": "i", "eve": None}
    rows = []
    for number in range(160):
        customer = draw.choice(list(homes))
        channel = draw.choice(list(WEIGHTS))
        # Whole and half days: windows end exactly on other messages.
        sent_at = START + timedelta(hours=12 * draw.randint(0, 84))
        rows.append(
            {
                "message_key": f"m{number}", "customer_key": customer,
                "household_key": homes[customer], "brand_key": draw.choice("fr"),
                "channel": channel, "contact_weight": WEIGHTS[channel], "sent_at": sent_at,
                "sent_local_at": sent_at,
            }
        )  # fmt: skip
    return rows


def broken_by_hand(messages: list[Row]) -> set[tuple[str, str]]:
    """Message and cap it went over."""
    broken = set()
    for code, scope, brand, channel, kind, days, measure, cap in CAPS:
        counted = [
            row
            for row in messages
            if brand in (None, row["brand_key"])
            and channel in (None, row["channel"])
            and row[f"{scope}_key"] is not None
        ]
        for row in counted:
            week = row["sent_at"].isocalendar()[:2]
            window = [
                other["contact_weight"] if measure == "weight" else 1
                for other in counted
                if other[f"{scope}_key"] == row[f"{scope}_key"]
                and timedelta() <= row["sent_at"] - other["sent_at"] < timedelta(days=days)
                and (kind == "rolling" or other["sent_at"].isocalendar()[:2] == week)
            ]
            if sum(window) > cap:
                broken.add((row["message_key"], code))
    return broken


@cache
def rendered(model: str) -> str:
    """The SQL of a model whose inputs stand under their own names."""
    sql = (PROJECT / f"models/{model}.sql").read_text(encoding="utf-8")
    return MacroRenderer("duckdb").render(sql, ref=lambda name: name)


def built(*models: str, **inputs: list[Row]) -> list[tuple[Any, ...]]:
    """Every row of the last of some models, one upon the other, over these inputs, in order."""
    with duckdb.connect() as connection:
        for name, rows in inputs.items():
            connection.register(name, pyarrow.Table.from_pylist(rows))
        for model in models:
            connection.execute(f"create view {Path(model).name} as {rendered(model)}")
        return connection.execute(f"select * from {Path(models[-1]).name} order by all").fetchall()


def breaches(messages: list[Row], caps: list[Row]) -> list[tuple[Any, ...]]:
    """The messages that went over a cap, by the models."""
    return built(
        *(f"contact/{name}" for name in
          ("messages__capped", "cap_windows__crowded", "cap_breaches__found")),
        messages__counted=messages, pressure_caps=caps,
    )  # fmt: skip


def test_each_message_over_a_cap_is_found_whatever_came_first() -> None:
    caps = [dict(zip(CAP_COLUMNS, cap, strict=True)) for cap in CAPS]
    for seed in range(10):
        messages = messages_drawn(seed)
        found = breaches(messages, caps)
        assert {row[1:3] for row in found} == broken_by_hand(messages), f"seed {seed}"
        random.Random(seed).shuffle(messages)
        assert breaches(messages, caps) == found, f"seed {seed}"


def visits_and_orders_drawn(seed: int) -> tuple[list[Row], list[Row]]:
    """Visits that left something, and orders of the same people around them."""
    draw = random.Random(seed)
    people = ["ann", "bob", "cid", None]
    visits = []
    for number in range(30):
        begun = START + timedelta(hours=draw.randint(0, 1500))
        visits.append(
            {
                "session_key": f"s{number}", "customer_key": draw.choice(people),
                "visitor_key": f"v{number}", "brand_key": draw.choice("fl"), "started_at": begun,
                "ended_at": begun + timedelta(minutes=5), "basket_count": draw.randint(0, 1),
                "purchase_count": 0, "continued_in_session_key": None,
            }
        )  # fmt: skip
    orders = [
        {
            "order_key": f"o{number}", "customer_key": draw.choice(people[:3]),
            "brand_key": draw.choice("fl"), "order_channel": draw.choice(["web", "shop"]),
            "ordered_at": START + timedelta(hours=draw.randint(0, 2200)),
            "is_test": draw.random() < 0.1, "total_amount": draw.choice([5, 5, 5, -5]),
        }
        for number in range(20)
    ]  # fmt: skip
    return visits, orders


def left_by(visits: list[Row], orders: list[Row]) -> list[tuple[Any, ...]]:
    """The table of what was left, over these visits and orders."""
    rules = [
        {
            "abandonment_kind": kind, "wait_minutes": 60, "silence_days": 30, "list_days": 14,
            "household_silences": kind == "booking",
        }
        for kind in ("basket", "booking", "form")
    ]  # fmt: skip
    acts = [
        {
            "session_key": visit["session_key"], "checkout_count": 0, "form_start_count": 1,
            "form_finish_count": 0, "thanks_page_count": 0, "basket_amount": 5, "main_topic": "x",
        }
        for visit in visits
    ]  # fmt: skip
    return built(
        "marts/contact/abandonments",
        sessions__resolved=visits, session_acts__counted=acts, orders__resolved=orders,
        brands=[
            {"brand_key": "f", "takes_bookings": False}, {"brand_key": "l", "takes_bookings": True},
        ],
        abandonment_rules=rules,
        customers__contacted=[
            {"customer_key": "ann", "household_key": "h"},
            {"customer_key": "bob", "household_key": "h"},
            {"customer_key": "cid", "household_key": "i"},
        ],
    )  # fmt: skip


def test_a_purchase_ends_what_was_left_whatever_came_first() -> None:
    ended = 0
    for seed in range(10):
        visits, orders = visits_and_orders_drawn(seed)
        found = left_by(visits, orders)
        state = {row[0]: row[-1] for row in found}
        assert set(state) == {visit["session_key"] for visit in visits}
        for visit in visits:
            home = {"ann": {"ann", "bob"}, "bob": {"ann", "bob"}}
            is_booking = visit["brand_key"] == "l" and visit["basket_count"] > 0
            who = visit["customer_key"]
            buyers = home.get(who, {who}) if is_booking else {who}
            bought = any(
                order["customer_key"] in buyers
                and order["brand_key"] == visit["brand_key"]
                and not order["is_test"]
                and order["total_amount"] >= 0
                and timedelta() <= order["ordered_at"] - visit["started_at"] < timedelta(days=30)
                for order in orders
            )
            assert (state[visit["session_key"]] == "silenced") == bought
            ended += bought
        for rows in (visits, orders):
            random.Random(seed).shuffle(rows)
        assert left_by(visits, orders) == found
    assert ended > 10

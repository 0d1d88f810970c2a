"""Matchback on random orders and mailings, held against the rule written out in Python."""

import random
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow

from macro_renderer import PROJECT, MacroRenderer

START = date(2026, 3, 1)
RULES = [
    # evidence, rank, confidence, first day, last day, needs the same brand
    ("code", 1, 1.0, -2, 9, False),
    ("customer", 2, 0.9, 0, 5, True),
    ("household", 3, 0.5, 0, 4, True),
]
RANK = {evidence: rank for evidence, rank, *_ in RULES}
Row = dict[str, Any]


def drawn(seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Pieces with who they are tied to, orders, and the codes on orders; no key in two worlds."""
    draw = random.Random(seed)
    people = [f"{seed}:{name}" for name in "abcde"]
    mailings = [(f"{seed}:m{n}", draw.choice("xy"), draw.randint(0, 12)) for n in range(4)]
    pieces = []
    for number in range(14):
        campaign, brand, day = draw.choice(mailings)
        customer = draw.choice(people)
        # A wave may be in home some days later than the rest of its mailing.
        piece = {
            "send_key": f"{seed}:s{number}", "campaign_key": campaign, "channel": "direct_mail",
            "brand_key": brand, "cell_code": draw.choice(["C00", "C01", "C02"]),
            "in_home_date": START + timedelta(days=day + draw.choice([0, 0, 1])),
        }  # fmt: skip
        piece["is_control"] = piece["cell_code"] == "C00"
        pieces.append(piece | {"customer_key": customer, "tie": "customer", "tie_rank": 1})
        if draw.random() < 0.5:
            other = draw.choice([key for key in people if key != customer])
            pieces.append(piece | {"customer_key": other, "tie": "household", "tie_rank": 3})
    orders, codes = [], []
    for number in range(25):
        ordered_on = START + timedelta(days=draw.randint(-3, 24))
        orders.append(
            {
                "order_key": f"{seed}:o{number}", "customer_key": draw.choice([*people, None]),
                "brand_key": draw.choice("xy"),
                "ordered_at": ordered_on, "ordered_local_at": ordered_on,
                "is_counted": draw.random() < 0.9, "total_amount": draw.choice([10, 10, 10, -10]),
            }
        )  # fmt: skip
        if draw.random() < 0.3:
            codes.append(
                {
                    "order_key": f"{seed}:o{number}",
                    "campaign_key": f"{seed}:{draw.choice(['m0', 'm1', 'm2', 'm3', 'email'])}",
                    "cell_code": draw.choice(["C01", "C02", None]), "campaign_count": 1,
                }
            )  # fmt: skip
    return pieces, orders, codes


def by_hand(pieces: list[Row], orders: list[Row], codes: list[Row]) -> dict[str, tuple[Any, ...]]:
    """Which mailing and piece each order counts for, by which evidence."""
    coded = {row["order_key"]: row for row in codes}
    chosen = {}
    for order in orders:
        if not order["is_counted"] or order["total_amount"] < 0:
            continue
        code = coded.get(order["order_key"])
        mine = [piece for piece in pieces if piece["customer_key"] == order["customer_key"]]
        if code:
            named = [piece for piece in pieces if piece["campaign_key"] == code["campaign_key"]]
            own = [piece for piece in mine if piece in named]
            claims = [("code", piece, piece["cell_code"] == code["cell_code"]) for piece in own]
            if named and not own:
                first = min(piece["in_home_date"] for piece in named)
                nobodys = named[0] | {"send_key": None, "tie_rank": 4, "in_home_date": first}
                claims.append(("code", nobodys, False))
        else:
            claims = [(piece["tie"], piece, False) for piece in mine]
        fitting = []
        for evidence, piece, is_of_cell in claims:
            _, rank, _, first_day, last_day, needs_brand = RULES[RANK[evidence] - 1]
            days = (order["ordered_local_at"] - piece["in_home_date"]).days
            if not first_day <= days <= last_day:
                continue
            if needs_brand and order["brand_key"] != piece["brand_key"]:
                continue
            fitting.append((
                rank, piece["tie_rank"], not is_of_cell, days, piece["campaign_key"],
                piece["send_key"] or "", evidence,
            ))  # fmt: skip
        if fitting:
            best = min(fitting)
            chosen[order["order_key"]] = (best[6], best[4], best[5] or None, best[3])
    return chosen


def test_random_orders_count_for_the_mailing_that_the_rule_says() -> None:
    worlds = [drawn(seed) for seed in range(100)]
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    columns = "channel, evidence, evidence_rank, confidence, first_day, last_day, needs_same_brand"
    values = ", ".join(str(("direct_mail", *rule)) for rule in RULES)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create table matchback_rules as select * from (values {values}) as t ({columns});
            create table sessions__resolved
            (customer_key varchar, campaign_key varchar, started_at timestamp);
            """
        )
        tables = ("mailing_pieces__tied", "orders__resolved", "orders__coded")
        for table, parts in zip(tables, zip(*worlds, strict=True), strict=True):
            rows = [row for part in parts for row in part]
            random.Random(1).shuffle(rows)
            connection.register(table, pyarrow.Table.from_pylist(rows))
        for model in ("matchbacks__claimed", "matchbacks__chosen"):
            text = (PROJECT / "models" / "activity" / f"{model}.sql").read_text(encoding="utf-8")
            connection.execute(f"create table {model} as {renderer.render(text)}")
        found = connection.execute(
            """
            select order_key, evidence, campaign_key, send_key, days_since_in_home
            from matchbacks__chosen
            """
        ).fetchall()
    expected = {key: value for world in worlds for key, value in by_hand(*world).items()}
    # One order counts once.
    assert len(found) == len({row[0] for row in found})
    assert {key: tuple(rest) for key, *rest in found} == expected
    assert {row[1] for row in found} == set(RANK)
    assert len(found) > 300

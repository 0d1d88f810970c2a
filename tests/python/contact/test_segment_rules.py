"""Segments on random lives, held day by day against what the rules say in words."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import pytest
from filled_tables import fill

from macro_renderer import PROJECT, VARIABLES, MacroRenderer

CHAIN = (
    "life_cycle__spanned", "rfm__spanned", "behaviour__spanned", "in_market__spanned",
    "customer_segment_history",
)  # fmt: skip
START = date(2026, 1, 1)
DAYS = 120
NOBODY = 10_000  # days since the last purchase of who has none
FERNSIDE, LINDEN = "fernside", "linden"
# The topics of a brand; None is an article whose topic nobody knows.
TOPICS: dict[str, list[str | None]] = {FERNSIDE: ["Bedding", "Prints", None], LINDEN: ["Spa", None]}
CUSTOMERS = ("ann", "bob", "cid", "dee")
LIMITS = {"*": (10, 20, 40), LINDEN: (25, 50, 60)}
IN_MARKET = {"*": (4.0, 8, "topic"), LINDEN: (3.0, 12, "brand")}
SCORES = {
    "recency": [(0, 5), (7, 4), (30, 1)],
    "frequency": [(0, 1), (2, 3), (4, 5)],
    "monetary": [(0, 1), (50, 2), (100, 5)],
}
WINDOW = 45
VARIABLES_HERE = {"rfm_window_days": WINDOW, "behaviour_window_days": WINDOW}
Row = dict[str, Any]
# Customer, brand and topic of a scheme → what she is in.
States = dict[tuple[str, str, str, str | None], object]
SCHEMAS = {
    "orders__dated": "customer_key text, brand_key text, bought_on date, order_count int, "
    "web_order_count bigint, shop_order_count bigint, phone_order_count bigint, "
    "net_revenue_amount decimal(18, 2)",
    "visits__dated": "customer_key text, brand_key text, visited_on date, visit_count bigint",
    "interests__dated": "customer_key text, brand_key text, topic text, shown_on date, "
    "look_score decimal(18, 4)",
    "topics__bought": "customer_key text, brand_key text, topic text, bought_on date",
    "dim_customer": "customer_key text, first_seen_at timestamp",
    "brands": "brand_key text",
    "life_cycle_limits": "brand_key text, at_risk_days int, lapsed_days int, lost_days int",
    "in_market_rules": "brand_key text, min_score decimal(18, 4), quiet_days int, ended_by text",
    "rfm_scores": "brand_key text, measure text, from_value int, score int",
    "rfm_segments": "rule_order int, segment text, min_recency int, max_recency int, "
    "min_frequency int, max_frequency int, min_monetary int, max_monetary int",
    "behaviour_segments": "rule_order int, segment text, has_visits boolean, "
    "has_web_orders boolean, has_shop_orders boolean, has_phone_orders boolean",
}


@dataclass(frozen=True)
class Life:
    """What four people did at two brands: purchases with their topics, and looks."""

    purchases: tuple[Row, ...]
    looks: tuple[Row, ...]

    def until(self, day: date) -> "Life":
        """What had happened by the end of a day."""
        return Life(
            tuple(row for row in self.purchases if row["day"] <= day),
            tuple(row for row in self.looks if row["day"] <= day),
        )

    def tables(self) -> dict[str, list[Row]]:
        """The rows of each table that the models read."""
        orders: dict[tuple[str, str, date], Row] = {}
        for row in self.purchases:
            entry = orders.setdefault(
                (row["who"], row["brand"], row["day"]),
                {
                    "order_count": 0, "web_order_count": 0, "shop_order_count": 0,
                    "phone_order_count": 0, "net_revenue_amount": 0,
                },
            )  # fmt: skip
            entry["order_count"] += 1
            entry[f"{row['channel']}_order_count"] += 1
            entry["net_revenue_amount"] += row["amount"]
        return {
            "orders__dated": [
                {"customer_key": who, "brand_key": brand, "bought_on": day, **entry}
                for (who, brand, day), entry in orders.items()
            ],
            "visits__dated": [
                {"customer_key": who, "brand_key": brand, "visited_on": day, "visit_count": 1}
                for who, brand, day in sorted(
                    {(row["who"], row["brand"], row["day"]) for row in self.looks}
                )
            ],
            "interests__dated": [
                {
                    "customer_key": row["who"], "brand_key": row["brand"], "topic": row["topic"],
                    "shown_on": row["day"], "look_score": row["score"],
                }
                for row in self.looks
            ],
            "topics__bought": [
                {
                    "customer_key": row["who"], "brand_key": row["brand"], "topic": row["topic"],
                    "bought_on": row["day"],
                }
                for row in self.purchases
            ],
            "dim_customer": [],
            "brands": [{"brand_key": brand} for brand in TOPICS],
            "life_cycle_limits": [
                dict(zip(("brand_key", "at_risk_days", "lapsed_days", "lost_days"),
                         (brand, *days), strict=True))
                for brand, days in LIMITS.items()
            ],
            "in_market_rules": [
                dict(zip(("brand_key", "min_score", "quiet_days", "ended_by"),
                         (brand, *rule), strict=True))
                for brand, rule in IN_MARKET.items()
            ],
            "rfm_scores": [
                {"brand_key": "*", "measure": measure, "from_value": value, "score": score}
                for measure, steps in SCORES.items() for value, score in steps
            ],
            "rfm_segments": [
                {
                    "rule_order": 1, "segment": "any", "min_recency": 1, "max_recency": 5,
                    "min_frequency": 1, "max_frequency": 5, "min_monetary": 1, "max_monetary": 5,
                }
            ],
            "behaviour_segments": [
                {"rule_order": 1, "segment": "both", "has_visits": True, "has_web_orders": None,
                 "has_shop_orders": True, "has_phone_orders": None},
                {"rule_order": 2, "segment": "shop", "has_visits": None, "has_web_orders": None,
                 "has_shop_orders": True, "has_phone_orders": None},
                {"rule_order": 3, "segment": "web", "has_visits": None, "has_web_orders": True,
                 "has_shop_orders": None, "has_phone_orders": None},
                {"rule_order": 4, "segment": "looks", "has_visits": True, "has_web_orders": None,
                 "has_shop_orders": None, "has_phone_orders": None},
                {"rule_order": 5, "segment": "none", "has_visits": None, "has_web_orders": None,
                 "has_shop_orders": None, "has_phone_orders": None},
            ],
        }  # fmt: skip


def life(seed: int) -> Life:
    """A random life: few days of purchase, more of looking, both in bursts."""
    draw = random.Random(seed)

    def happenings(number: int) -> Iterator[Row]:
        for _ in range(number):
            brand = draw.choice([FERNSIDE, FERNSIDE, LINDEN])
            yield {
                "who": draw.choice(CUSTOMERS), "brand": brand, "topic": draw.choice(TOPICS[brand]),
                "day": START + timedelta(days=draw.randrange(DAYS)),
            }  # fmt: skip

    purchases = [
        {**row, "channel": draw.choice(["web", "shop", "phone"]), "amount": draw.randint(5, 70)}
        for row in happenings(30)
    ]
    looks = {
        (row["who"], row["brand"], row["topic"], row["day"]): {**row, "score": draw.randint(1, 3)}
        for row in happenings(260)
        if row["topic"] is not None
    }
    return Life(tuple(purchases), tuple(looks.values()))


@cache
def renderer() -> MacroRenderer:
    """The project's macros, with windows short enough for these lives."""
    renderer = MacroRenderer("duckdb")
    renderer.define("var", lambda name: (VARIABLES | VARIABLES_HERE).get(name))
    return renderer


def query(model: str, run_day: date) -> str:
    """A model as SQL of a run on a day, over tables named like the models it reads."""
    folder = "contact" if "__" in model else "marts/contact"
    path = PROJECT / "models" / folder / f"{model}.sql"
    return renderer().render(
        path.read_text(encoding="utf-8"),
        ref=lambda name: name,
        run_at=lambda: f"timestamp '{run_day} 06:00:00'",
    )


def built(
    lived: Life, run_day: date, shuffled: random.Random | None = None
) -> duckdb.DuckDBPyConnection:
    """A database with the segments of a life as a run on a day sees them."""
    connection = duckdb.connect(config={"threads": 1})
    fill(connection, SCHEMAS, lived.tables(), shuffled)
    for name in CHAIN:
        connection.execute(f"create table {name} as {query(name, run_day)}")
    return connection


def states(connection: duckdb.DuckDBPyConnection, day: date) -> States:
    """What the history says of a day."""
    rows = connection.execute(
        "select scheme, customer_key, brand_key, topic, segment, recency_score, frequency_score, "
        "monetary_score from customer_segment_history "
        "where valid_from <= $day and coalesce(valid_to > $day, true)",
        {"day": day},
    ).fetchall()
    found: States = {}
    for scheme, who, brand, topic, segment, *scores in rows:
        place = (scheme, who, brand, topic)
        assert place not in found, f"two segments at once: {place} on {day}"
        found[place] = tuple(scores) if scheme == "rfm" else segment
    return found


def said(lived: Life, day: date) -> States:
    """What the rules say of a day, told from what had happened until its end."""
    known = lived.until(day)
    told: States = {}
    for who in CUSTOMERS:
        for brand in TOPICS:
            bought = sorted(
                {r["day"] for r in known.purchases if (r["who"], r["brand"]) == (who, brand)}
            )
            if bought:
                told["life_cycle", who, brand, None] = stage(brand, bought, day)
                told["rfm", who, brand, None] = scores(known, who, brand, day)
            behaviour = channels(known, who, brand, day)
            if behaviour:
                told["behaviour", who, brand, None] = behaviour
            for topic in TOPICS[brand]:
                if topic and is_in_market(known, who, brand, topic, day):
                    told["in_market", who, brand, topic] = "in_market"
    return told


def stage(brand: str, bought: Sequence[date], day: date) -> str:
    """The stage of life of who bought on these days."""
    at_risk, lapsed, lost = LIMITS.get(brand, LIMITS["*"])
    since = (day - bought[-1]).days
    if since >= at_risk:
        return "lost" if since >= lost else "lapsed" if since >= lapsed else "at_risk"
    if len(bought) == 1:
        return "first_time"
    return "won_back" if (bought[-1] - bought[-2]).days >= lapsed else "active"


def scores(known: Life, who: str, brand: str, day: date) -> tuple[int, ...]:
    """The three scores of who bought before."""
    own = [r for r in known.purchases if (r["who"], r["brand"]) == (who, brand)]
    recent = [r for r in own if (day - r["day"]).days < WINDOW]
    values = {
        "recency": min((day - r["day"]).days for r in own),
        "frequency": len({r["day"] for r in recent}),
        "monetary": sum(r["amount"] for r in recent),
    }
    return tuple(
        next(score for least, score in reversed(SCORES[name]) if value >= least)
        for name, value in values.items()
    )


def channels(known: Life, who: str, brand: str, day: date) -> str | None:
    """The use of channels; None of who never did anything."""
    bought = [r for r in known.purchases if (r["who"], r["brand"]) == (who, brand)]
    looked = [r for r in known.looks if (r["who"], r["brand"]) == (who, brand)]
    if not bought and not looked:
        return None
    used = {r["channel"] for r in bought if (day - r["day"]).days < WINDOW}
    visits = any((day - r["day"]).days < WINDOW for r in looked)
    if "shop" in used:
        return "both" if visits else "shop"
    return "web" if "web" in used else "looks" if visits else "none"


def is_in_market(known: Life, who: str, brand: str, topic: str, day: date) -> bool:
    """Whether enough was looked at, lately enough, and nothing bought since."""
    enough, quiet, ended_by = IN_MARKET.get(brand, IN_MARKET["*"])
    score, last = 0.0, None
    for step in range(DAYS + 1):
        today = START + timedelta(days=step)
        if today > day:
            break
        if last and (today - last).days > quiet:
            score, last = 0.0, None
        for row in known.looks:
            if (row["who"], row["brand"], row["topic"], row["day"]) == (who, brand, topic, today):
                score, last = score + row["score"], today
        for row in known.purchases:
            if (row["who"], row["brand"], row["day"]) == (who, brand, today) and (
                ended_by == "brand" or row["topic"] == topic
            ):
                score, last = 0.0, None
    return last is not None and score >= enough and (day - last).days < quiet


def turning_days(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> list[date]:
    """Of each scheme some days on which somebody's segment changes, and the days before them."""
    rows = connection.execute(
        "select scheme, list(distinct valid_from order by valid_from) "
        "from customer_segment_history group by scheme order by scheme"
    ).fetchall()
    days = {day for _, turning in rows for day in draw.sample(turning, 2)}
    return sorted(days | {day - timedelta(days=1) for day in days})


@pytest.mark.parametrize("seed", range(3))
def test_every_day_is_as_the_rules_say_and_as_was_known_then(seed: int) -> None:
    lived = life(seed)
    draw = random.Random(seed)
    run_day = START + timedelta(days=DAYS)
    with built(lived, run_day) as whole:
        for day in turning_days(whole, draw):
            told = said(lived, day)
            assert states(whole, day) == told
            with built(lived.until(day), day) as then:
                assert states(then, day) == told


@pytest.mark.parametrize("seed", range(3))
def test_a_purchase_always_ends_the_interest(seed: int) -> None:
    with built(life(seed), START + timedelta(days=DAYS)) as connection:
        ended, left = connection.execute(
            """
            select
                (select count(*) from customer_segment_history where ended_by = 'purchase'),
                (select count(*)
                    from customer_segment_history as h
                    join topics__bought as b using (customer_key, brand_key)
                    where h.scheme = 'in_market'
                        and (b.topic = h.topic or h.brand_key = 'linden')
                        and h.valid_from <= b.bought_on
                        and coalesce(h.valid_to > b.bought_on, true))
            """
        ).fetchall()[0]
    assert ended > 0
    assert left == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    lived, run_day = life(seed), START + timedelta(days=DAYS)
    whole = "select * from customer_segment_history order by all"
    with built(lived, run_day) as one, built(lived, run_day, random.Random(seed)) as other:
        assert one.execute(whole).fetchall() == other.execute(whole).fetchall()

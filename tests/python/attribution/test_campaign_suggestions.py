"""What a campaign without a code may be: names written another way, codes with a slip."""

import datetime as dt
import random
from functools import cache
from typing import Any

import duckdb
import pyarrow
import pytest

from macro_renderer import PROJECT, MacroRenderer

THEMES = ["Spring picks", "Last chance", "Made to last", "The weekend edit", "New in"]
TOPICS = ["Bedding", "Kitchen", "Lighting", "Prints", "Jackets", "Footwear", "Camping", "Packs"]
BRANDS = {"F": "fernside", "R": "ridgeway"}
DAY = dt.date(2026, 3, 1)


@cache
def query(path: str) -> str:
    """A model as SQL, over tables named like the models it reads."""
    renderer = MacroRenderer("duckdb")
    renderer.define("ref", lambda name: name)
    return renderer.render((PROJECT / "models" / path).read_text(encoding="utf-8"))


def suggested(
    campaigns: list[dict[str, Any]], unmapped: list[dict[str, Any]]
) -> dict[str, list[tuple[str, float, str]]]:
    """For each name without a code the suggested codes, scores and reasons, the likeliest first."""
    with duckdb.connect() as connection:
        connection.register("campaigns__merged", pyarrow.Table.from_pylist(campaigns))
        connection.register("campaigns__unmapped", pyarrow.Table.from_pylist(unmapped))
        connection.execute(
            f"create table campaign_names__met as {query('activity/campaign_names__met.sql')}"
        )
        rows = connection.execute(
            f"""
            select unmapped_campaign_key, suggested_campaign_code, similarity_score, reason
            from ({query("quality/campaigns/quality_campaign_suggestions.sql")})
            order by unmapped_campaign_key, suggestion_rank
            """
        ).fetchall()
    found: dict[str, list[tuple[str, float, str]]] = {row["campaign_name"]: [] for row in unmapped}
    names = {row["unmapped_campaign_key"]: row["campaign_name"] for row in unmapped}
    for key, code, score, reason in rows:
        found[names[key]].append((code, float(score), reason))
    return found


def campaign(code: str, name: str, day: dt.date = DAY) -> dict[str, Any]:
    """A registered campaign of two weeks."""
    return {
        "campaign_key": f"key of {code}",
        "campaign_code": code,
        "campaign_name": name,
        "brand_key": BRANDS[code[-1]],
        "starts_on": day,
        "ends_on": day + dt.timedelta(days=14),
        "source_systems": "ga4, mailchimp",
    }


def nameless(name: str, brand: str | None, day: dt.date = DAY) -> dict[str, Any]:
    """A name that no code stands for, seen for a week."""
    return {
        "unmapped_campaign_key": f"key of {name}",
        "campaign_name": name,
        "brand_key": brand,
        "first_seen_on": day,
        "last_seen_on": day + dt.timedelta(days=7),
    }


@pytest.fixture(scope="module")
def registered() -> list[dict[str, Any]]:
    """Eighty campaigns of two brands, one a week, of five themes and eight topics."""
    rows = []
    for number in range(80):
        letter = "FR"[number % 2]
        theme = THEMES[number % 5]
        topic = TOPICS[number % 4 + (4 if letter == "R" else 0)]
        code = f"EM26W{number // 2 + 10}{letter}"
        rows.append(campaign(code, f"{theme}, {topic}", DAY + dt.timedelta(weeks=number // 2)))
    return rows


def test_a_name_written_another_way_is_found(registered: list[dict[str, Any]]) -> None:
    pick = random.Random(4)
    asked, meant = [], {}
    for row in registered:
        theme, topic = row["campaign_name"].split(", ")
        name = pick.choice(
            [
                f"{topic} {theme}",
                f"{theme}_{topic}".lower().replace(" ", "_"),
                f"{theme} - {topic}!",
            ]
        )
        name = f"{name} ({row['starts_on']:%d %b})"
        asked.append(nameless(name, row["brand_key"], row["starts_on"]))
        meant[name] = row["campaign_code"]
    found = suggested(registered, asked)
    firsts = sum(bool(found[name]) and found[name][0][0] == code for name, code in meant.items())
    assert firsts / len(meant) >= 0.95
    assert all(0 <= score <= 1 for rows in found.values() for _, score, _ in rows)
    assert max(len(rows) for rows in found.values()) <= 3


@pytest.mark.parametrize(
    "slip", ["em26w14", "em26w14g", "em26w144f", "me26w14f", "m26w14f"], ids=str
)
def test_a_code_one_character_off_is_found(slip: str, registered: list[dict[str, Any]]) -> None:
    rows = suggested(registered, [nameless(slip, None)])[slip]
    assert "EM26W14F" in [code for code, _, _ in rows]
    assert rows[0][2].startswith("a code one character off")


def test_another_brand_s_campaign_is_not_suggested(registered: list[dict[str, Any]]) -> None:
    rows = suggested(registered, [nameless("Spring picks, Bedding", "ridgeway")])
    codes = [code for code, _, _ in rows["Spring picks, Bedding"]]
    assert codes
    assert all(code.endswith("R") for code in codes)


def test_a_name_without_a_word_in_common_has_no_suggestion(
    registered: list[dict[str, Any]],
) -> None:
    assert suggested(registered, [nameless("qwertz", None)]) == {"qwertz": []}


def test_a_word_that_many_campaigns_have_suggests_none_of_them() -> None:
    many = [campaign(f"EM26{number:04}F", f"Sale {number}") for number in range(101)]
    assert suggested(many, [nameless("sale", "fernside")]) == {"sale": []}
    assert len(suggested(many[:100], [nameless("sale", "fernside")])["sale"]) == 3

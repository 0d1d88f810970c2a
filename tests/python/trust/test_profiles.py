"""Profiles of deliveries: how rows and cells are counted, and that nothing they say is kept."""

import json
from datetime import date

import duckdb
import pytest

from weft.gates.deliveries.profile import Place, Shares, Table, profiles

FIRST, SECOND = (Place("raw_shop.orders", "shop", date(2026, 3, day)) for day in (2, 3))
TABLE = Table(
    "raw_shop.orders",
    {name: name for name in ("order_id", "email", "amount", "day", "status")},
    ("order_id",),
    frozenset({"email"}),
)
ROWS = """
    ('1', 'ann@mail.example', '12.50', '2026-03-01 09:30:00', 'paid', 1, date '2026-03-02', 'a'),
    ('2', 'Zo\u00c3\u00ab', '-3', '20260228', 'paid', 1, date '2026-03-02', 'b'),
    ('3', null, '1250', '02/03/2027', 'open', 1, date '2026-03-02', 'c'),
    ('3', 'bob@mail.example', '1', '28.02.2026 23:10', 'paid', 2, date '2026-03-03', 'd'),
    ('4', '', '9,99', 'soon', 'paid', 2, date '2026-03-03', 'e'),
    ('4', '', '9,99', 'soon', 'paid', 2, date '2026-03-03', 'e')
"""


@pytest.fixture(scope="module")
def shares() -> dict[Place, Shares]:
    with duckdb.connect() as connection:
        connection.execute("create schema raw_shop")
        connection.execute(
            f"create table raw_shop.orders as select * from (values {ROWS}) as "
            "r(order_id, email, amount, day, status, _file_id, _delivered_on, _row_hash)"
        )
        return profiles(connection, TABLE, {FIRST: [1], SECOND: [2]})


def test_cells_are_told_by_their_looks(shares: dict[Place, Shares]) -> None:
    first, second = shares[FIRST], shares[SECOND]
    assert first["email"]["fill"] == {"filled": 2, "empty": 1}
    assert first["email"]["shape"] == {"address": 1, "words": 1}
    assert first["amount"]["shape"] == {
        "decimal number": 1,
        "negative number": 1,
        "whole number": 1,
    }
    # Two rows of one cell.
    assert second["amount"]["shape"] == {"whole number": 1, "decimal number": 2}
    assert second["amount"]["different shape"] == {"whole number": 1, "decimal number": 1}
    assert first["day"]["shape"] == {"moment": 3}
    assert first["email"]["damage"] == {"sound": 1, "damaged": 1}
    assert first["amount"]["size"] == {"2.0": 1, "0.0": 1, "6.0": 1}


def test_moments_are_told_by_their_distance_and_hour(shares: dict[Place, Shares]) -> None:
    assert shares[FIRST]["day"]["lag"] == {"lately": 2, "later": 1}
    assert shares[FIRST]["day"]["hour"] == {"2": 1}
    assert shares[SECOND]["day"]["lag"] == {"lately": 1}
    assert shares[SECOND]["day"]["hour"] == {"5": 1}


def test_rows_and_keys_are_told_by_what_came_before(shares: dict[Place, Shares]) -> None:
    assert shares[FIRST][""] == {"rows": {"once": 3}, "key": {"new": 3}}
    assert shares[SECOND][""] == {
        "rows": {"once": 1, "repeated": 2},
        "key": {"known": 1, "new, of several rows": 2},
    }


def test_the_most_frequent_cell_is_counted(shares: dict[Place, Shares]) -> None:
    assert shares[SECOND]["amount"]["crowd"] == {"most": 2, "others": 1}


def test_no_cell_is_kept(shares: dict[Place, Shares]) -> None:
    kept = json.dumps([shares[FIRST], shares[SECOND]])
    assert not any(word in kept for word in ("mail.example", "Zo", "paid", "1250", "9,99"))
    assert "value" not in shares[FIRST]["email"]
    assert sorted(shares[FIRST]["status"]["value"].values()) == [1, 2]

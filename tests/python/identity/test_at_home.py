"""What is learnt of two at one address, against homes whose people are known."""

import duckdb
import pytest

from weft.identity.at_home import learn_at_home
from weft.identity.comparisons import Comparison, Level

EQUAL = "{0}_l = {0}_r"
# Homes of two: each person is described three times, with a mailbox of her own and one name in
# ten misspelt; all homes have one family name but every tenth.
HOMES = """
    create table profiles as
    select
        home || '-' || person || '-' || n as profile_key,
        'pc' || home as postcode_key, 'line' || home as address_key,
        case person when 0 then 'ann' else 'bob' end
        || case when hash(home, person, n) % 10 = 0 then n::varchar else '' end as given_key,
        'family' || (home + case when home % 10 = 0 then person else 0 end) as family_key,
        'mail' || home || person as email
    from range(400) as homes(home), range(2) as people(person), range(3) as times(n)
"""
HOME = "postcode_key_l = postcode_key_r and address_key_l = address_key_r"
ANYWHERE = {
    ("given_name", 2): (0.7, 0.01), ("given_name", 1): (0.29, 0.01),
    ("given_name", 0): (0.01, 0.98),
    ("family_name", 1): (0.95, 0.001), ("family_name", 0): (0.05, 0.999),
    ("email", 1): (0.9, 0.0001), ("email", 0): (0.1, 0.9999),
}  # fmt: skip


def comparison(
    name: str, column: str, *between: str, forbidden: frozenset[int] = frozenset()
) -> Comparison:
    conditions = (EQUAL.format(column), *between)
    levels = (
        *(Level(len(conditions) - at, said, said) for at, said in enumerate(conditions)),
        Level(0, "differs", "ELSE"),
    )
    null_when = f"{column}_l is null or {column}_r is null"
    return Comparison(name, null_when, None, levels, forbidden)


def test_what_a_home_shares_is_learnt_to_say_little() -> None:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(HOMES)
    comparisons = [
        comparison("given_name", "given_key", "left(given_key_l, 3) = left(given_key_r, 3)"),
        comparison("family_name", "family_key"),
        comparison("email", "email"),
    ]
    prior, learnt = learn_at_home(connection, "profiles", comparisons, ANYWHERE, HOME)
    # Of the 15 pairs of a home 6 are of one person; of the 9 others all but a tenth share the
    # family name.
    assert prior == pytest.approx(6 / 15, abs=0.02)
    assert learnt["given_name", 2] == pytest.approx((0.81, 0.0), abs=0.03)
    assert learnt["family_name", 1] == pytest.approx((1.0, 0.9), abs=0.02)
    assert learnt["email", 1] == pytest.approx((1.0, 0.0), abs=0.02)


def test_a_shared_mailbox_is_no_misspelt_name() -> None:
    """Where all share the mailbox, only the rule that names differ keeps Ann and Bob apart."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(HOMES.replace("'mail' || home || person", "'mail' || home"))
    learnt = {
        forbidden: learn_at_home(
            connection,
            "profiles",
            [
                comparison("given_name", "given_key", forbidden=forbidden),
                comparison("family_name", "family_key"),
                comparison("email", "email"),
            ],
            {key: ANYWHERE[key] for key in ANYWHERE if key != ("given_name", 2)}
            | {("given_name", 1): (0.7, 0.01), ("given_name", 0): (0.3, 0.99)},
            HOME,
        )
        for forbidden in (frozenset(), frozenset({0}))
    }
    taken_for_one, kept_apart = learnt[frozenset()], learnt[frozenset({0})]
    assert taken_for_one[0] > 0.5
    assert kept_apart[0] < 0.4
    assert kept_apart[1]["email", 1][1] > 0.9

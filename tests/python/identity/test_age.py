"""Whether weights that have aged are told from those that have not."""

from pathlib import Path

import duckdb
import pytest

from weft.identity.age import MOST_NEW_NAMES, Drift, held_against
from weft.identity.comparisons import Comparison, Level
from weft.identity.report import write_report

PEOPLE = 3_000
COMPARISONS = [
    Comparison(
        "given_name",
        "given_full_l is null or given_full_r is null",
        "given_full",
        (Level(1, "equal", "given_full_l = given_full_r"), Level(0, "differs", "ELSE")),
    )
]


def drifts(folder: Path, names: int, *, new: int = 0, people: int = PEOPLE) -> dict[str, Drift]:
    """Hold seeds learnt from ten equally frequent names against a candidate with other people.

    names: how many names the people of the candidate share. new: how many of these are new.
    """
    (folder / "match_weights.csv").write_text(
        "setting,comparison,level,label,m_probability,u_probability\n"
        f"anywhere,prior,0,two profiles are one person,{1 / 0.6 / PEOPLE},\n"
        "anywhere,given_name,1,equal,0.9,0.1\n"
        "anywhere,given_name,0,differs,0.1,0.9\n"
    )
    (folder / "match_term_frequencies.csv").write_text(
        "comparison,term,frequency\n" + "".join(f"given_name,name {n},0.1\n" for n in range(10))
    )
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("attach ':memory:' as candidate; create schema candidate.identity")
    # Every other person is described twice, in words that are certain.
    connection.execute(
        f"""
        create table candidate.identity.profiles__distinct as
        select i::varchar as profile_key,
            'name ' || (i // 2 % {names} + case when i // 2 % {names} < {new} then 100 else 0 end)
                as given_full,
            given_full as given_root, 'family' || i // 2 as family_key, 'mail' || i // 2 as email,
            null::date as birth_date
        from range({people}) as people(i)
        """
    )
    found = held_against(connection, COMPARISONS, folder, pairs_of=500)
    return {drift.figure: drift for drift in found}


def test_the_same_people_have_not_aged(tmp_path: Path) -> None:
    found = drifts(tmp_path, 10)
    assert set(found) == {
        "given_name, equal: u", "given_name, differs: u", "given_name: share of new names",
        "given_name: share of names that moved", "prior",
    }  # fmt: skip
    assert not any(drift.has_aged for drift in found.values())


@pytest.mark.parametrize(
    ("figure", "names", "new", "people"),
    [
        ("given_name, equal: u", 30, 0, PEOPLE),
        ("given_name: share of new names", 10, 1, PEOPLE),
        ("given_name: share of names that moved", 5, 0, PEOPLE),
        ("prior", 10, 0, 8 * PEOPLE),
    ],
)
def test_what_has_aged_is_named(
    tmp_path: Path, figure: str, names: int, new: int, people: int
) -> None:
    assert drifts(tmp_path, names, new=new, people=people)[figure].has_aged


def test_a_name_in_twenty_may_be_new() -> None:
    assert not Drift("names", 0, 0, MOST_NEW_NAMES, MOST_NEW_NAMES).has_aged


def test_the_report_shows_each_level_and_asks_no_network(tmp_path: Path) -> None:
    row = {"setting": "anywhere", "comparison": "email", "comment": ""}
    weights = [
        row | {"label": "a < b", "m_probability": 0.9, "u_probability": 0.1, "weight": 3.17},
        row | {"label": "differs", "m_probability": "", "u_probability": "", "weight": -2},
    ]
    page = write_report(
        weights, [{"comparison": "given_name", "term": "ann"}], tmp_path / "reports"
    ).read_text()
    assert page.count("<rect") == 2
    assert "email: a &lt; b" in page
    assert "+3.2" in page
    assert "-2.0" in page
    assert "ann" not in page.replace("anywhere", "")  # names stay out: only their number is shown
    assert page.replace("http://www.w3.org/2000/svg", "").count("http") == 0

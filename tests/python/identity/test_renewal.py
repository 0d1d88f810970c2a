"""What is renewed is what a build from nothing gives, whatever was delivered."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from renewal_desk import RenewalDesk

from macro_renderer import VARIABLES, MacroRenderer

RECORDS, NIGHTS = 120, 4
FIRST_DAY = datetime(2026, 1, 1)
GIVEN = ("Robert", "Rob", "Bob", "Ann", "Anna", "Jon", "John", "Mary", "A", None)
FAMILY = ("Lee", "Smith", "Smith Jr", "Keane", "Keane-Smith", None)
PLACES = (("4 Elm Road", "Leeds", "AB1 2CD"), ("9 Elm Road", "Leeds", "AB1 2CD"),
          ("1 High Street", "York", "EF3 4GH"), (None, None, None))  # fmt: skip

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a hundred records reach: blocks and clusters too large."""
    for name, value in {
        "match_block_limit": 6,
        "match_broad_block_limit": 4,
        "cluster_record_limit": 8,
        "cluster_piece_records": 2,
    }.items():
        monkeypatch.setitem(VARIABLES, name, value)


class Town:
    """People and what systems know of them; each night something else."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._day = 0
        self._made = 0
        self.records: dict[str, Row] = {}
        self.decisions: dict[str, Row] = {}
        for _ in range(RECORDS):
            self._add()

    def night(self) -> None:
        """Let some records be new, gone, or say something else, and let the steward decide."""
        self._day += 1
        for _ in range(self._chance.randint(0, 4)):
            self._add()
        for key in self._some(2):
            del self.records[key]
        for key in self._some(3):
            said = self._said()
            changed = self._chance.sample(sorted(said), 2)
            self.records[key] |= {name: said[name] for name in changed}
        for key in self._chance.sample(sorted(self.decisions), min(1, len(self.decisions))):
            del self.decisions[key]
        one, other = self._chance.sample(sorted(self.records), 2)
        self.decisions[f"d{self._day}"] = {
            "decision_key": f"d{self._day}",
            "record_key": one,
            "linked_record_key": other,
            "decision": self._chance.choice(("must_link", "never_link")),
            "status": "holds",
        }

    def hand_in(self, desk: RenewalDesk) -> None:
        """Lay out what is known now."""
        people = list(self.records.values())
        identifiers = [
            {**person, "identifier_type": "loyalty_card", "identifier_value": person["card"]}
            for person in people
        ]
        desk.hand_in(people, identifiers, list(self.decisions.values()))

    def _some(self, most: int) -> list[str]:
        return self._chance.sample(sorted(self.records), self._chance.randint(0, most))

    def _add(self) -> None:
        self._made += 1
        key, system = f"r{self._made:04}", self._chance.choice(("crm", "shop", "till"))
        moment = FIRST_DAY + timedelta(hours=self._chance.randint(0, 2000))
        self.records[key] = {
            "record_key": key, "source_system": system, "source_id": key,
            "created_at": moment, "updated_at": moment, "first_seen_at": moment,
            "country_code": "GB", **self._said(),
        }  # fmt: skip

    def _said(self) -> Row:
        pick = self._chance.choice
        street, city, postcode = pick(PLACES)
        number = self._chance.randint(1, 40)
        mailbox = pick((None, f"mail{number}@gmail.example", f"mail{number % 9}@x.example",
                        "info@x.example"))  # fmt: skip
        return {
            "given_name": pick(GIVEN),
            "family_name": pick(FAMILY),
            "birth_date": pick((None, "1980-05-06", "1955-01-02", f"1970-01-{number % 28 + 1}")),
            "email": mailbox,
            "mobile": pick((None, f"+4471234567{number:02}", "+447777777777")),
            "phone": pick((None, f"+44113496{number % 5:04}")),
            "address_line_1": street,
            "city": city,
            "postcode": postcode,
            "card": pick((None, f"card {number}", f"card {number % 6}")),
            "master_source_id": pick((None, None, None, "r0001")),
        }


@pytest.mark.parametrize("seed", range(2))
def test_each_night_all_tables_are_those_of_a_build_from_nothing(seed: int) -> None:
    town, upon, anew = Town(seed), RenewalDesk(), RenewalDesk()
    town.hand_in(upon)
    upon.build(whole=True)
    changed = dict.fromkeys(upon.touched(), 0)
    for _ in range(NIGHTS):
        town.night()
        for desk in (upon, anew):
            town.hand_in(desk)
            desk.build(whole=desk is anew)
        expected, found = anew.rows(), upon.rows()
        assert [name for name in expected if found[name] != expected[name]] == []
        changed = {name: count + changed[name] for name, count in upon.touched().items()}
    # Two hold what is on its way; few clusters are cut, or have two people's mailboxes.
    few = {
        *("bridges__cut", "mailbox_conflicts__found"),
        *("profile_pairs__met", "profile_pairs__promising"),
    }
    assert {name for name, count in changed.items() if not count} <= few


def test_a_night_without_news_touches_nothing() -> None:
    town, desk = Town(5), RenewalDesk()
    town.hand_in(desk)
    desk.build(whole=True)
    town.hand_in(desk)
    desk.build(whole=False)
    assert sum(desk.touched().values()) == 0
    concerned = "select count(*) from renewal.concerned__clusters__connected"
    assert desk.db.execute(concerned).fetchall() == [(0,)]


STATE = {"code": "c", "build": "yesterday", "upon": "the day before"}


@pytest.mark.parametrize(
    ("state", "parent", "is_renewed"),
    [
        (STATE, {"build": "today", "upon": "yesterday"}, True),
        (None, {"build": "today", "upon": "yesterday"}, False),
        (STATE | {"code": "d"}, {"build": "today", "upon": "yesterday"}, False),
        # Built whole, not built today, or renewed upon another build than this table is of.
        (STATE, {"build": "today", "upon": None}, False),
        (STATE, {"build": "yesterday", "upon": "yesterday"}, False),
        (STATE, {"build": "today", "upon": "the day before"}, False),
        (STATE, None, False),
    ],
)
def test_a_table_is_renewed_only_when_all_it_stands_on_was_renewed_from_its_build(
    state: Row | None, parent: Row | None, is_renewed: bool
) -> None:
    renderer = MacroRenderer("duckdb")
    renderer.define("invocation_id", "today")
    renderer.define("should_full_refresh", lambda: False)
    states = {"table": state, "parent": parent}
    assert renderer.value("renews")("table", "c", ["parent"], states) is is_renewed

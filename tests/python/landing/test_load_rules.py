"""landed_rows(): which landed rows count, under each load rule."""

from types import SimpleNamespace
from typing import Any

import pytest
from desk import Desk, column

from macro_renderer import MacroRenderer
from weft.landing.contracts import load_contracts

ROWS = [column("id"), column("day"), column("note")]


def counting(desk: Desk, columns: str = "id, note") -> list[tuple[Any, ...]]:
    """The rows of s.t that count, in a fixed order."""
    [contract] = load_contracts(desk.contracts)
    rule = {"load_rule": str(contract.load_rule), "key": contract.key, "period": contract.key}
    node = SimpleNamespace(
        source_name="s", name="t", config=SimpleNamespace(meta={"landing": rule})
    )
    renderer = MacroRenderer("duckdb")
    renderer._environment.globals.update(
        execute=True,
        graph=SimpleNamespace(sources={"one": node}),
        source=lambda source, table: (
            f"landing.{table}" if source == "landing" else f"raw_{source}.{table}"
        ),
    )
    landed = renderer.render("{{ landed_rows('s', 't') }}")
    return desk.query(f"with landed as ({landed}) select {columns} from landed order by all")


def deliver(desk: Desk, **files: str) -> None:
    """Deliver files named `<day>__<name>`, their rows given without the header; land each alone."""
    for name, rows in files.items():
        day, _, rest = name.partition("__")
        path = f"2026-09-{day[1:]}/s/{rest.replace('__', '/')}.csv"
        desk.deliver(path, "id,day,note\n" + rows.replace(" ", "\n") + "\n")
        desk.land()


def test_append_keeps_every_row_once(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv")
    deliver(desk, d07__a="1,1,a 1,1,a", d14__b="1,1,b", d21__a_again="1,1,a 1,1,a")
    assert counting(desk) == [("1", "a"), ("1", "a"), ("1", "b")]


def test_a_newer_version_of_a_path_takes_the_place_of_the_older(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv")
    deliver(desk, d07__a="1,1,old 2,1,old")
    deliver(desk, d07__a="1,1,new")
    assert counting(desk) == [("1", "new")]


def test_latest_takes_all_rows_of_a_key_from_its_newest_file(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv", load_rule="latest", key=["id"])
    deliver(desk, d07__a="1,1,old 1,2,old 2,1,kept ,1,old", d14__b="1,1,new ,1,new 3,1,new")
    assert counting(desk) == [("1", "new"), ("2", "kept"), ("3", "new"), (None, "new")]


def test_latest_goes_by_delivery_not_by_landing(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv", load_rule="latest", key=["id"])
    deliver(desk, d14__b="1,1,new")
    deliver(desk, d07__a="1,1,old")
    assert counting(desk) == [("1", "new")]


def test_replace_period_takes_a_period_from_its_newest_file(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv", load_rule="replace_period", period=["day"])
    deliver(desk, d07__a="1,1,old 2,1,old 3,2,old", d14__b="4,2,new 5,3,new")
    assert counting(desk) == [("1", "old"), ("2", "old"), ("4", "new"), ("5", "new")]


def test_parts_of_one_export_count_together(desk: Desk) -> None:
    desk.contract(
        "s",
        "t",
        ROWS,
        pattern="s/**/*.csv",
        load_rule="replace_period",
        period=["day"],
        parts="_[0-9]+[.]csv",
    )
    deliver(desk, d07__e_0="1,1,old", d14__e_0="2,1,new", d14__e_1="3,1,new")
    assert counting(desk) == [("2", "new"), ("3", "new")]


def test_a_part_delivered_again_alone_replaces_nothing(desk: Desk) -> None:
    desk.contract(
        "s",
        "t",
        ROWS,
        pattern="s/**/*.csv",
        load_rule="replace_period",
        period=["day"],
        parts="_[0-9]+[.]csv",
    )
    deliver(desk, d07__e_0="1,1,old", d07__e_1="2,1,old", d14__e_1="2,1,old")
    assert counting(desk) == [("1", "old"), ("2", "old")]
    # With a new part beside it, it is a part of the new export.
    deliver(desk, d21__e_0="3,1,new", d21__e_1="2,1,old")
    assert counting(desk) == [("2", "old"), ("3", "new")]
    # The old export whole again is the newest again.
    deliver(desk, d28__e_0="1,1,old", d28__e_1="2,1,old")
    assert counting(desk) == [("1", "old"), ("2", "old")]


@pytest.fixture
def snapshots(desk: Desk) -> Desk:
    desk.contract(
        "s",
        "t",
        ROWS,
        pattern="s/**/*.csv",
        load_rule="snapshot",
        key=["shop"],
        path_columns={"shop": "s/([^/]+)/", "kind": "/([a-z]+)_?[0-9]*[.]csv"},
        parts="_[0-9]+[.]csv",
    )
    return desk


def test_a_snapshot_replaces_its_partition(snapshots: Desk) -> None:
    deliver(snapshots, d07__north__c="1,1,old 2,1,old", d07__south__c="9,1,south")
    deliver(snapshots, d14__north__c_1="1,1,new", d14__north__c_2="3,1,new")
    assert counting(snapshots) == [("1", "new"), ("3", "new"), ("9", "south")]


def test_a_snapshot_delivered_again_is_the_newest_again(snapshots: Desk) -> None:
    deliver(snapshots, d07__north__c="1,1,first", d14__north__c="2,1,second")
    assert counting(snapshots) == [("2", "second")]
    deliver(snapshots, d21__north__c="1,1,first")
    assert counting(snapshots) == [("1", "first")]
    assert snapshots.query("select count(*) from raw_s.t") == [(2,)]


def test_a_snapshot_without_rows_empties_its_partition(snapshots: Desk) -> None:
    deliver(snapshots, d07__north__c="1,1,a")
    snapshots.deliver("2026-09-14/s/north/c.csv", "id,day,note\n")
    snapshots.land()
    assert counting(snapshots) == []


def test_an_empty_file_empties_no_snapshot(snapshots: Desk) -> None:
    deliver(snapshots, d07__north__c="1,1,a")
    snapshots.deliver("2026-09-14/s/north/c.csv", "")
    snapshots.deliver("2026-09-21/s/north/c.csv", "other,header\n1,2\n")
    snapshots.land()
    assert counting(snapshots) == [("1", "a")]


def test_every_raw_column_comes_along(desk: Desk) -> None:
    desk.contract("s", "t", ROWS, pattern="s/**/*.csv", load_rule="latest", key=["id"])
    deliver(desk, d07__a="1,1,a")
    described = desk.query("select * from raw_s.t")
    assert counting(desk, "landed.*") == described

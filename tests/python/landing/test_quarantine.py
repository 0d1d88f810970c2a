"""Rows set aside wait until somebody decides; then they land, or stay out, for good."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, column
from rich.console import Console

from weft.errors import WeftError
from weft.landing.result import LandingResult
from weft.pipeline.fingerprint import decided_state
from weft.pipeline.ledger import Ledger
from weft.settings import PROJECT_ROOT
from weft.steward.quarantine import (
    discard_rows,
    open_reasons,
    release_from,
    release_rows,
    write_rows,
)
from weft.steward.quarantine_view import show_items, show_open

ORDERS = """id,name,city,colour
1,Ann,Ely,red
2,Bo
,Cyril,York,blue
4,"Dee",Bath,"gr,een",odd
5,=Eve,Hove,
"""
BY = {"by": "Sam", "why": "asked the shop"}


@pytest.fixture
def waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with a file of which records 3, 4 and 5 were set aside: 1:3, 1:4 and 1:5."""
    monkeypatch.setattr("weft.steward.quarantined_cells.CONTRACTS", desk.contracts)
    columns = [column("id", required=True, not_null=True), "name", "city"]
    desk.contract("s", "t", columns, pattern="s/*.csv")
    desk.deliver("2026-09-21/s/a.csv", ORDERS)
    assert desk.land().quarantined == 3
    return desk


def _states(desk: Desk) -> dict[str, str]:
    rows = desk.query("select file_id || ':' || line_number, state from landing.quarantine")
    return dict(sorted(rows))


def _rows(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.rows("s.t", "_line_number, id, name, city, _extra_columns")


def _printed(desk: Desk, *items: str, values: bool = False) -> str:
    console = Console(width=200, record=True, file=StringIO())
    show_items(desk.warehouse, items, console, values=values)
    return console.export_text()


def test_open_rows_are_listed_by_file_and_reason_without_a_word_of_them(waiting: Desk) -> None:
    listed = [(each.item, each.reason, each.rows) for each in open_reasons(waiting.warehouse)]
    assert listed == [
        ("1", "2 cells where the header has 4", 1),
        ("1", "5 cells where the header has 4", 1),
        ("1", "no value in 'id'", 1),
    ]
    console = Console(width=200, record=True, file=StringIO())
    show_open(waiting.warehouse, console)
    told = console.export_text() + _printed(waiting, "1")
    assert "no value in 'id'" in told
    assert not re.search("Bo|Cyril|Dee|York|Bath", told)
    assert "Cyril" in _printed(waiting, "1:4", values=True)


def test_a_released_row_lands_as_it_is_or_corrected(waiting: Desk) -> None:
    release_rows(waiting.warehouse, ["1:3"], {}, **BY)
    release_rows(waiting.warehouse, ["1:4"], {"id": "3", "name": "Cy"}, **BY)
    assert _rows(waiting) == [
        (2, "1", "Ann", "Ely", '{"colour":"red"}'),
        (3, "2", "Bo", None, None),
        (4, "3", "Cy", "York", '{"colour":"blue"}'),
        (6, "5", "=Eve", "Hove", None),
    ]
    assert _states(waiting) == {"1:3": "released", "1:4": "released", "1:5": "open"}
    waiting.assert_balanced()
    told = _printed(waiting, "1:4")
    assert "by Sam: asked the shop" in told
    assert "Cy" not in told


def test_a_released_row_is_like_one_that_landed(waiting: Desk) -> None:
    release_rows(waiting.warehouse, ["1:4"], {"id": "3"}, **BY)
    waiting.deliver("2026-09-21/s/b.csv", "id,name,city,colour\n3,Cyril,York,blue\n")
    waiting.land()
    lineage = "_row_hash, _delivered_on, _loaded_at"
    [released, landed] = waiting.query(f"select {lineage} from raw_s.t where id = '3'")
    assert released == landed


def test_rows_are_corrected_in_a_file(waiting: Desk, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    assert write_rows(waiting.warehouse, ["1:4", "1:5"], out) == 2
    assert out.stat().st_mode & 0o77 == 0
    with out.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["name"] for line in lines] == ["Cyril", "Dee"]
    lines[0] |= {"id": "3", "name": "'=Cy"}
    lines[1] |= {"city": ""}
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    release_from(waiting.warehouse, out, **BY)
    assert _rows(waiting)[1:3] == [
        (4, "3", "=Cy", "York", '{"colour":"blue"}'),
        (5, "4", "Dee", None, '{"colour":"gr,een"}'),
    ]
    waiting.assert_balanced()


def test_a_discarded_row_stays_out_and_on_record(waiting: Desk) -> None:
    taken = discard_rows(waiting.warehouse, ["1"], by="Sam", why="tests of theirs")
    assert len(taken) == 3
    assert set(_states(waiting).values()) == {"discarded"}
    assert open_reasons(waiting.warehouse) == []
    assert len(_rows(waiting)) == 2
    waiting.assert_balanced()
    assert "by Sam: tests of theirs" in _printed(waiting, "1:4")


@pytest.mark.parametrize(
    ("items", "corrections", "told", "cure"),
    [
        (["9:9"], {}, "nothing of 9:9", "weft quarantine list"),
        (["1:3; drop"], {}, "is no item", "FILE:LINE"),
        (["1:2"], {}, "nothing of 1:2", "weft quarantine list"),
        (["1:4"], {}, "no value that s.t takes in id", "--set id=VALUE"),
        (["1:5"], {}, "1 cells more than its header", "show 1:5 --values"),
        (["1:3"], {"nmae": "Bo"}, "no column 'nmae'", "id, name, city"),
        (["1:3", "1:4"], {}, "1:4 has no value that s.t takes in id", "--set id=VALUE"),
    ],
)
def test_what_cannot_be_released_is_told_and_nothing_is_done(
    waiting: Desk, items: list[str], corrections: dict[str, str], told: str, cure: str
) -> None:
    before = _rows(waiting)
    with pytest.raises(WeftError, match=re.escape(told)) as raised:
        release_rows(waiting.warehouse, items, corrections, **BY)
    assert cure in raised.value.cure
    assert _rows(waiting) == before
    assert set(_states(waiting).values()) == {"open"}
    waiting.land()
    assert _rows(waiting) == before, "no decision is on record"


def test_a_row_is_decided_on_once_and_for_a_reason(waiting: Desk) -> None:
    with pytest.raises(WeftError, match="needs a reason"):
        discard_rows(waiting.warehouse, ["1:3"], by="Sam", why=" ")
    discard_rows(waiting.warehouse, ["1:3"], **BY)
    with pytest.raises(WeftError, match="1:3 is discarded already") as raised:
        release_rows(waiting.warehouse, ["1:3"], {}, **BY)
    assert "weft quarantine show 1:3" in raised.value.cure


def test_decisions_outlive_the_candidate(waiting: Desk) -> None:
    release_rows(waiting.warehouse, ["1:4"], {"id": "3"}, **BY)
    discard_rows(waiting.warehouse, ["1:5"], **BY)
    rows, states = _rows(waiting), _states(waiting)
    waiting.warehouse.candidate.unlink()
    result = waiting.land()
    assert (result.released, _rows(waiting), _states(waiting)) == (1, rows, states)
    again = waiting.land()
    assert (again.released, _rows(waiting)) == (0, rows)


def test_a_release_the_contract_no_longer_takes_stays_open(waiting: Desk) -> None:
    release_rows(waiting.warehouse, ["1:3"], {}, **BY)
    waiting.warehouse.candidate.unlink()
    columns = [column("id", required=True, not_null=True), "name", column("city", not_null=True)]
    waiting.contract("s", "t", columns, pattern="s/*.csv")
    assert waiting.land().released == 0
    assert _states(waiting)["1:3"] == "open"
    release_rows(waiting.warehouse, ["1:3"], {"city": "Ely"}, **BY)
    waiting.warehouse.candidate.unlink()
    assert waiting.land().released == 1
    assert waiting.rows("s.t", "id, city") == [("1", "Ely"), ("2", "Ely"), ("5", "Hove")]


def test_a_decision_gives_the_next_run_something_new(waiting: Desk) -> None:
    ledger = Ledger(waiting.warehouse)
    before = decided_state(ledger)
    discard_rows(waiting.warehouse, ["1:5"], **BY)
    assert decided_state(ledger) != before
    ledger.close()


def test_rows_of_a_file_that_came_again_are_superseded(waiting: Desk) -> None:
    release_rows(waiting.warehouse, ["1:3"], {}, **BY)
    waiting.deliver("2026-09-21/s/a.csv", "id,name,city,colour\n1,Ann,Ely,red\n2,Bo,,\n")
    waiting.land()
    assert _states(waiting) == {"1:3": "released", "1:4": "superseded", "1:5": "superseded"}
    assert open_reasons(waiting.warehouse) == []
    with pytest.raises(WeftError, match="1:4 is superseded already"):
        release_rows(waiting.warehouse, ["1:4"], {"id": "3"}, **BY)


def test_a_refused_file_is_discarded_or_comes_corrected(waiting: Desk) -> None:
    waiting.deliver("2026-09-22/s/b.csv", "nr,town\n1,Ely\n")
    waiting.deliver("2026-09-22/s/c.csv", "nr,town\n2,Ely\n")
    waiting.land()
    refused = [each.item for each in open_reasons(waiting.warehouse) if not each.rows]
    assert len(refused) == 2
    with pytest.raises(WeftError, match="was refused whole"):
        release_rows(waiting.warehouse, refused[:1], {}, **BY)
    discard_rows(waiting.warehouse, refused[:1], **BY)
    with pytest.raises(WeftError, match="is discarded already"):
        discard_rows(waiting.warehouse, refused[:1], **BY)
    waiting.deliver("2026-09-22/s/c.csv", "id,name,city\n2,Bo,Ely\n")
    waiting.land()
    assert [each.item for each in open_reasons(waiting.warehouse) if not each.rows] == []
    assert "asked the shop" in _printed(waiting, refused[0])


def test_typed_rows_are_released_from_their_json(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.steward.quarantined_cells.CONTRACTS", desk.contracts)
    columns = [
        column("id", data_type="bigint", not_null=True),
        column("lines", data_type="struct(sku varchar, n integer)[]"),
    ]
    desk.contract("s", "t", columns, reader="ndjson", pattern="s/*.json")
    good = {"id": 1, "lines": [{"sku": "a", "n": 1}]}
    bad = {"id": None, "lines": [{"sku": "b", "n": 2}]}
    desk.deliver("s/a.json", f"{json.dumps(good)}\n{json.dumps(bad)}\nbroken\n")
    desk.land()
    assert _states(desk) == {"1:2": "open", "1:3": "open"}
    with pytest.raises(WeftError, match="takes in id"):
        release_rows(desk.warehouse, ["1:2"], {"id": "two"}, **BY)
    with pytest.raises(WeftError, match="1:3 cannot be read"):
        release_rows(desk.warehouse, ["1:3"], {}, **BY)
    release_rows(desk.warehouse, ["1:2"], {"id": "2"}, **BY)
    assert desk.rows("s.t", "id, lines")[1] == (2, [{"sku": "b", "n": 2}])
    desk.assert_balanced()


def test_fixed_width_rows_are_cut_as_they_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weft.steward.quarantined_cells.CONTRACTS", desk.contracts)
    columns = [column("id", start=1, length=2), column("name", start=3, length=5)]
    desk.contract("s", "t", columns, reader="fixed_width", pattern="s/*.txt")
    desk.deliver("s/a.txt", "01Ann  \n02Bo\n")
    desk.land()
    release_rows(desk.warehouse, ["1:2"], {}, **BY)
    assert desk.rows("s.t", "id, name") == [("01", "Ann"), ("02", "Bo")]


def test_without_its_file_a_row_has_no_header(waiting: Desk) -> None:
    (waiting.delivery / "2026-09-21/s/a.csv").write_text("id,name\nother")
    with pytest.raises(WeftError, match="its header is not known"):
        release_rows(waiting.warehouse, ["1:3"], {}, **BY)


VICTIM = """
import os, signal, sys
from pathlib import Path
from weft.steward import quarantine, quarantined_cells
from weft.pipeline.ledger import Ledger
from weft.settings import Warehouse

moment, folder = sys.argv[1], Path(sys.argv[2])
quarantined_cells.CONTRACTS = folder / "models"
enter = Ledger.decide_rows

def deadly(self, decisions):
    if moment == "after":
        enter(self, decisions)
    os.kill(os.getpid(), signal.SIGKILL)

Ledger.decide_rows = deadly
quarantine.release_rows(
    Warehouse(folder / "warehouse"), ["1:4"], {"id": "3"}, by="Sam", why="asked the shop"
)
"""


@pytest.mark.parametrize(("moment", "released"), [("before", 0), ("after", 1)])
def test_a_killed_decision_holds_as_soon_as_it_is_on_record(
    waiting: Desk, moment: str, released: int
) -> None:
    folder = waiting.delivery.parent
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, moment, folder],
        env={"PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT / "scripts"), *sys.path])},
        capture_output=True,
        check=False,
    )
    assert victim.returncode == -signal.SIGKILL, victim.stderr.decode()
    result: LandingResult = waiting.land()
    assert result.released == released
    assert len(_rows(waiting)) == 2 + released
    assert waiting.land().released == 0

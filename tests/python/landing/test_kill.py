"""A landing killed at any moment and run again ends where an undisturbed one does."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, column

from weft.settings import PROJECT_ROOT

# Lands a delivery, and is killed at the nth call of the method named.
VICTIM = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from weft.landing import land
from weft.landing.ledger import Ledger
from weft.landing import land as _, tables
from weft.settings import Warehouse

moment, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
place, name = {
    "in": (Ledger, "record"),
    "before": (tables, "insert_rows"),
    "between": (tables, "number_rows"),
}[moment]
original, calls = getattr(place, name), [0]

def deadly(*arguments, **named):
    calls[0] += 1
    result = None if moment != "in" and calls[0] == count else original(*arguments, **named)
    if calls[0] == count:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(place, name, deadly)
land(
    Warehouse(folder / "warehouse"),
    folder / "delivery",
    run_at=datetime(2026, 10, 1, 6),
    contracts_dir=folder / "models",
)
"""


def _desk(folder: Path) -> Desk:
    desk = Desk(folder)
    desk.contract("s", "t", [column("id", required=True), "name"], pattern="s/*.csv")
    for day in (7, 14, 21):
        desk.deliver(f"2026-09-{day:02d}/s/a.csv", f"id,name\n{day},Ann\nbroken\n")
        desk.deliver(f"2026-09-{day:02d}/s/b.csv", f"nr,name\n{day},Ann\n")
    return desk


def _state(desk: Desk) -> list[list[tuple[Any, ...]]]:
    return [
        desk.query(
            "select * exclude (batch_id) replace (split_part(reason, '(', 1) as reason) "
            "from landing.files order by file_id"
        ),
        desk.query("select * exclude (_batch_id) from raw_s.t order by all"),
        desk.query("from landing.quarantine order by all"),
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[Any, ...]]]:
    desk = _desk(tmp_path_factory.mktemp("undisturbed"))
    desk.land()
    return _state(desk)


@pytest.mark.parametrize(
    ("moment", "count"), [("before", 1), ("between", 1), ("between", 2), ("in", 3), ("in", 4)]
)
def test_a_killed_landing_picks_up_where_it_was(
    tmp_path: Path, undisturbed: list[list[tuple[Any, ...]]], moment: str, count: int
) -> None:
    desk = _desk(tmp_path)
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, moment, str(count), str(tmp_path)],
        env={"PYTHONPATH": str(PROJECT_ROOT / "scripts")},
        capture_output=True,
        check=False,
    )
    assert victim.returncode == -signal.SIGKILL, victim.stderr.decode()
    result = desk.land()
    assert _state(desk) == undisturbed
    assert len(result.outcomes) == 6
    [(unfinished,)] = desk.query("select count(*) from landing.batches where finished_at is null")
    assert unfinished == 1

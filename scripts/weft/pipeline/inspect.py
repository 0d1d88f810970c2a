"""The gate before the build: what came, held against what came before.

The ledger keeps a profile of every delivery. A delivery is judged until a run that has judged it is
published; from then on it is part of what is usual. Before the first publication the newest day is
judged, and all that came before it is usual.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import duckdb
from rich.console import Console

from weft.gates.deliveries.checks import Deliveries, judge
from weft.gates.deliveries.profile import Place, Profile, Shares, profiles
from weft.gates.deliveries.usual import RECENT
from weft.gates.exceptions import accepted, read_exceptions
from weft.gates.results import CheckResult
from weft.gates.suites import Candidate, read_suites
from weft.pipeline import databases
from weft.pipeline.conclude import accepting, conclude, day_of
from weft.pipeline.dbt_project import DbtProject
from weft.pipeline.ledger import Delivery, Ledger

SUITES = "scripts/weft/gates/suites/before_build"
# A path counts in its newest version.
FILES = """
select source_name || '.' || table_name, path, delivered_on, file_id, content_hash, rows_landed
from landing.files where status in ('landed', 'empty')
qualify row_number() over (partition by path order by file_id desc) = 1
order by file_id
"""
_DATED = re.compile(r"[\d-]+")


@dataclass
class _Came:
    """What came of a part of a table on one day: numbers of its files, their contents, rows."""

    files: list[int] = field(default_factory=list)
    contents: list[str | None] = field(default_factory=list)
    rows: int = 0

    @property
    def digest(self) -> str:
        """Fingerprint the contents."""
        return hashlib.sha256(json.dumps(self.contents).encode()).hexdigest()

    def delivery(self, place: Place, shares: Shares, run_id: str) -> Delivery:
        """Give it as the ledger keeps it."""
        return Delivery(
            place.relation,
            place.part,
            place.day.isoformat(),
            self.digest,
            len(self.files),
            self.rows,
            json.dumps(shares),
            run_id,
        )


def inspect(
    project: DbtProject, ledger: Ledger, run_id: str, console: Console, accept_drift: str | None
) -> tuple[list[CheckResult], str]:
    """Profile what is new and ask every check of it; give what was found, and how much.

    Raises GateError when a check fails that nobody has accepted.
    """
    found = findings(project, ledger, run_id, accept_drift)
    results = accepted(found, read_exceptions(project.root), day_of(project))
    if any(result.blocks for result in results):
        conclude(project, ledger, run_id, "inspect", results, {}, console)
    return found, f"{len(results)} checks of what came"


def findings(
    project: DbtProject, ledger: Ledger, run_id: str, accept_drift: str | None = None
) -> list[CheckResult]:
    """Profile what is new and give the answer of every check of it."""
    candidate = Candidate(
        frozenset(), project.source_columns(), frozenset(project.personal_columns())
    )
    checks = read_suites(project.root / SUITES, candidate)
    deliveries = _entered(project, ledger, run_id)
    return [judge(check, deliveries) for check in accepting(checks, accept_drift)]


def _entered(project: DbtProject, ledger: Ledger, run_id: str) -> Deliveries:
    """Profile the deliveries that the ledger does not know, and enter them with this run."""
    known = {
        Place(each.relation, each.part, date.fromisoformat(each.delivered_on)): each
        for each in ledger.deliveries()
    }
    tables = project.landed_tables()
    with databases.reading(project.warehouse) as connection:
        came = _came(connection, {name: table.relation for name, table in tables.items()})
        kept = {
            place: known[place]
            for place, each in came.items()
            if place in known and known[place].contents == each.digest
        }
        compared = _compared(came)
        shares: dict[Place, Shares] = {}
        for table in tables.values():
            new = {
                place: came[place].files
                for place in compared - kept.keys()
                if place.relation == table.relation
            }
            shares |= profiles(connection, table, new)
    now = {
        place: kept.get(place) or each.delivery(place, shares.get(place, {}), run_id)
        for place, each in came.items()
    }
    for place in kept.keys() - compared:
        now[place] = replace(now[place], shares="{}")  # nothing asks for them any more
    published = ledger.published_runs()
    today = max((place.day for place in now), default=date.min)
    judged = frozenset(
        place
        for place, delivery in now.items()
        if (delivery.run_id not in published if published else place.day == today)
    )
    ledger.record_deliveries(
        [
            replace(delivery, run_id=run_id) if place in judged else delivery
            for place, delivery in now.items()
            if place in judged or delivery != known.get(place)
        ]
    )
    return Deliveries(
        {
            place: Profile(each.rows, each.files, json.loads(each.shares))
            for place, each in now.items()
        },
        judged,
    )


def _came(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str]
) -> dict[Place, _Came]:
    """Gather the files of tables by their part and day; a part is a folder, apart from its day."""
    came: dict[Place, _Came] = defaultdict(_Came)
    for name, path, day, file_id, content_hash, rows in connection.execute(FILES).fetchall():
        if name in relations:
            folders = [each for each in path.split("/")[:-1] if not _DATED.fullmatch(each)]
            delivery = came[Place(relations[name], "/".join(folders), day)]
            delivery.files.append(file_id)
            delivery.contents.append(content_hash)
            delivery.rows += rows
    return came


def _compared(places: Iterable[Place]) -> set[Place]:
    """Leave out what is so long ago that nothing is compared with its shares any more."""
    days: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in sorted(places):
        days[place.relation, place.part].append(place)
    return {place for part in days.values() for place in part[-RECENT - 1 :]}

"""The run ledger: what ran, what it checked, what it published.

It is a small SQLite file beside the candidate, not a schema in it: the candidate may be deleted and
rebuilt, `weft status` reads the ledger while a run writes, and each entry outlives a kill. Its
public tables are mirrored into the candidate, where the models of `models/quality` read them.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from weft import __version__
from weft.disk import refusal
from weft.errors import WeftError
from weft.gates.results import UNIT_TEST, CheckResult
from weft.privacy.tombstones import Tombstones
from weft.settings import Warehouse
from weft.warehouse import connect

# Table → column → DuckDB type. Mirrored under these names into the candidate's schema `ledger`;
# models/quality/_quality__sources.yml says what each column means.
MIRRORED = {
    "runs": {
        "run_id": "varchar",
        "command": "varchar",
        "run_at": "timestamp",
        "status": "varchar",
        "reason": "varchar",
        "started_at": "timestamp",
        "finished_at": "timestamp",
        "published_at": "timestamp",
        "files_landed": "bigint",
        "rows_landed": "bigint",
        "rows_quarantined": "bigint",
        "weft_version": "varchar",
    },
    "steps": {
        "run_id": "varchar",
        "step": "varchar",
        "status": "varchar",
        "detail": "varchar",
        "started_at": "timestamp",
        "finished_at": "timestamp",
    },
    "checks": {
        "run_id": "varchar",
        "check_id": "varchar",
        "gate": "varchar",
        "suite": "varchar",
        "relation": "varchar",
        "claim": "varchar",
        "severity": "varchar",
        "status": "varchar",
        "failures": "bigint",
        "owner": "varchar",
        "reason": "varchar",
        "sample_keys": "varchar",
    },
    "decisions": {
        "decision_id": "varchar",
        "pair_number": "bigint",
        "decision": "varchar",
        "record_key_a": "varchar",
        "record_key_b": "varchar",
        "decided_by": "varchar",
        "decided_at": "timestamp",
        "why": "varchar",
        "undone_by": "varchar",
        "undone_at": "timestamp",
        "undone_why": "varchar",
    },
    "share_salts": {
        "salt": "varchar",
    },
    "erasures": {
        "erasure_id": "varchar",
        "asked_by": "varchar",
        "begun_at": "timestamp",
        "finished_at": "timestamp",
        "rows_erased": "bigint",
        "last_issue_number": "bigint",
    },
}
PRIMARY_KEYS = {
    "runs": ["run_id"],
    "steps": ["run_id", "step"],
    "checks": ["run_id", "check_id"],
    "decisions": ["decision_id", "pair_number"],
    "share_salts": ["salt"],
    "erasures": ["erasure_id"],
}


@dataclass(frozen=True)
class Verdict:
    """All gates passed for one state of the candidate, and this is what may be published."""

    run_id: str
    run_at: str
    inputs: str
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What a steward said of pairs of records, at once and for one reason; times are UTC text."""

    decision_id: str
    decision: str  # must_link or never_link
    pairs: tuple[tuple[str, str], ...]  # record keys
    decided_by: str
    decided_at: str
    why: str
    undone_by: str | None = None
    undone_at: str | None = None
    undone_why: str | None = None


# Path and content of a row's file, and its number there.
RowName = tuple[str, str | None, int]
ROW_DECISION_KEY = ("decision_id", "path", "line_number")


@dataclass(frozen=True)
class RowDecision:
    """What a steward said of a row in quarantine, or of a refused file; times are UTC text.

    The row is named by what outlives the candidate: path and content of its file (None where its
    bytes could not be had) and its number there, 0 for the file itself. `cells` is the JSON of
    what a released row says, by contract column: personal data, which is not mirrored.
    """

    decision_id: str
    path: str
    content_hash: str | None
    line_number: int
    decision: str  # released or discarded
    decided_by: str
    decided_at: str
    why: str
    cells: str | None = None

    @property
    def row(self) -> RowName:
        """Which row it is about."""
        return self.path, self.content_hash, self.line_number


DELIVERY_KEY = ("relation", "part", "delivered_on")


@dataclass(frozen=True)
class Delivery:
    """What came of one part of a landed table on one day: its contents, files, rows, profile.

    `run_id` is the last run that judged it; `shares` is the JSON of a profile's, without personal
    data (weft.gates.deliveries.profile).
    """

    relation: str
    part: str
    delivered_on: str
    contents: str
    files: int
    rows: int
    shares: str
    run_id: str


@dataclass(frozen=True)
class Erasure:
    """The removal of a person, named by nothing but hashes; times are UTC text.

    `asked_by` is the user, or the number of the privacy desk's request. `last_issue_number`: the
    highest number of a customer reference that was in use, so that hers is not issued again.
    `places` is the JSON of what was found, by place; `named` that of the files she may still stand
    in, which Weft cannot write anew.
    """

    erasure_id: str
    asked_by: str
    begun_at: str
    rows_erased: int
    last_issue_number: int
    places: str
    named: str = "[]"
    finished_at: str | None = None


FETCH_KEY = ("delivery", "path", "size_bytes", "modified_ns")


@dataclass(frozen=True)
class Fetch:
    """One state of a file at its source, begun or fetched; times are UTC text.

    `path` is its place at the source, `target` that in the delivery folder; `sha256` is of the
    bytes fetched, None until all of them are in place.
    """

    delivery: str
    path: str
    size_bytes: int
    modified_ns: int
    target: str
    sha256: str | None = None
    fetched_at: str | None = None
    archived_at: str | None = None


@dataclass(frozen=True)
class Run:
    """One run as it stands in the ledger; times are UTC text."""

    run_id: str
    command: str
    run_at: str | None
    status: str
    reason: str | None
    started_at: str
    finished_at: str | None
    published_at: str | None
    rows_landed: int | None


@dataclass(frozen=True)
class RunStep:
    """One step of a run as it stands in the ledger."""

    name: str
    status: str
    detail: str | None
    seconds: float


class Ledger:
    """The ledger of one warehouse; every method is one transaction, synced to disk."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Open the ledger, and create it when it is new."""
        warehouse.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = sqlite3.connect(warehouse.ledger, isolation_level=None, timeout=30)
        try:
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            self._create("erasures", list(Erasure.__dataclass_fields__), PRIMARY_KEYS["erasures"])
            for table, columns in MIRRORED.items():
                self._create(table, list(columns), PRIMARY_KEYS[table])
            self._create(
                "verdicts", ["candidate", "run_id", "run_at", "inputs", "relations"], ["candidate"]
            )
            self._create("proofs", ["project", "run_id"], ["project"])
            self._create("row_decisions", list(RowDecision.__dataclass_fields__), ROW_DECISION_KEY)
            self._create("deliveries", list(Delivery.__dataclass_fields__), DELIVERY_KEY)
            self._create("figures", ["run_id", "name", "value"], ["run_id", "name"])
            self._create("fetches", list(Fetch.__dataclass_fields__), FETCH_KEY)
            self._connection.execute(
                "create table if not exists tombstones "
                "(hash, erasure_id, primary key (hash, erasure_id)) without rowid"
            )
            self._connection.execute("create table if not exists tombstone_salts (salt)")
            for salts in ("share_salts", "tombstone_salts"):
                self._connection.execute(
                    f"insert into {salts} select ? where not exists (select * from {salts})",
                    [secrets.token_hex(32)],
                )
        except sqlite3.DatabaseError as error:
            raise refusal(error) or WeftError(
                f"The run ledger {warehouse.ledger} cannot be read: {error}.",
                "Move it away; the next run starts a new one, and the publication stays.",
            ) from error

    def _create(self, table: str, columns: Sequence[str], key: Sequence[str]) -> None:
        self._connection.execute(
            f"create table if not exists {table} "
            f"({', '.join(columns)}, primary key ({', '.join(key)}))"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def start(self, command: str, run_at: str | None) -> str:
        """Enter a new run and give its id; runs that a kill left open become `interrupted`."""
        started = datetime.now(UTC)
        run_id = f"{started:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        with self._transaction():
            self._connection.execute(
                "update runs set status = 'interrupted', reason = 'the process was ended' "
                "where status = 'running'"
            )
            self._connection.execute(
                "update steps set status = 'interrupted' where status = 'running'"
            )
            self._connection.execute(
                "insert into runs (run_id, command, run_at, status, started_at, weft_version) "
                "values (?, ?, ?, 'running', ?, ?)",
                [run_id, command, run_at, now(), __version__],
            )
        return run_id

    def finish(self, run_id: str, status: str, reason: str | None = None) -> None:
        """Enter how a run ended."""
        self._connection.execute(
            "update runs set status = ?, reason = ?, finished_at = ? where run_id = ?",
            [status, reason, now(), run_id],
        )

    def landed(self, run_id: str, files: int, rows: int, quarantined: int) -> None:
        """Enter what a run landed."""
        self._connection.execute(
            "update runs set files_landed = ?, rows_landed = ?, rows_quarantined = ? "
            "where run_id = ?",
            [files, rows, quarantined, run_id],
        )

    def begin_step(self, run_id: str, step: str) -> None:
        """Enter that a step of a run has begun (again)."""
        self._connection.execute(
            "insert or replace into steps (run_id, step, status, started_at) "
            "values (?, ?, 'running', ?)",
            [run_id, step, now()],
        )

    def end_step(self, run_id: str, step: str, status: str, detail: str) -> None:
        """Enter how a step ended and what it did."""
        self._connection.execute(
            "update steps set status = ?, detail = ?, finished_at = ? "
            "where run_id = ? and step = ?",
            [status, detail, now(), run_id, step],
        )

    def record_checks(self, run_id: str, results: Sequence[CheckResult]) -> None:
        """Enter the result of every check of a run."""
        columns = list(MIRRORED["checks"])
        with self._transaction():
            self._connection.execute("delete from checks where run_id = ?", [run_id])
            self._connection.executemany(
                f"insert into checks values ({', '.join('?' * len(columns))})",
                [
                    [run_id, *(_cell(getattr(result, column)) for column in columns[1:])]
                    for result in results
                ],
            )

    def prove(self, project: str, run_id: str) -> None:
        """Enter that this state of the project passed its unit tests in a run."""
        self._connection.execute("insert or replace into proofs values (?, ?)", [project, run_id])

    def proof(self, project: str) -> list[CheckResult]:
        """Give the unit tests that this state of the project has passed; none if it never did."""
        asked = "checks join proofs using (run_id) where project = ? and gate = ?"
        return self._checks(asked, project, UNIT_TEST)

    def _checks(self, asked: str, *values: str) -> list[CheckResult]:
        names = [*CheckResult.__dataclass_fields__]
        rows = self._connection.execute(
            f"select {', '.join(names)} from {asked} order by check_id", values
        ).fetchall()
        told = [dict(zip(names, row, strict=True)) for row in rows]
        return [
            CheckResult(**{**row, "sample_keys": tuple(json.loads(row["sample_keys"]))})
            for row in told
        ]

    def approve(self, candidate: str, verdict: Verdict) -> None:
        """Enter that this state of the candidate has passed all gates."""
        self._connection.execute(
            "insert or replace into verdicts values (?, ?, ?, ?, ?)",
            [
                candidate,
                verdict.run_id,
                verdict.run_at,
                verdict.inputs,
                json.dumps(verdict.relations),
            ],
        )

    def verdict(self, candidate: str) -> Verdict | None:
        """Give what was found of this state of the candidate, None if it never passed."""
        rows = self._connection.execute(
            "select run_id, run_at, inputs, relations from verdicts where candidate = ?",
            [candidate],
        ).fetchall()
        if not rows:
            return None
        run_id, run_at, inputs, relations = rows[0]
        return Verdict(run_id, run_at, inputs, tuple(json.loads(relations)))

    def published(self, run_id: str, published_at: str) -> None:
        """Enter that a run's candidate is what readers see now."""
        self._connection.execute(
            "update runs set status = 'published', published_at = ?, "
            "finished_at = coalesce(finished_at, ?), reason = null "
            "where run_id = ? and published_at is null",
            [published_at, published_at, run_id],
        )

    def run(self, run_id: str) -> Run:
        """Give one run."""
        [row] = self._connection.execute(
            f"select {', '.join(Run.__dataclass_fields__)} from runs where run_id = ?", [run_id]
        ).fetchall()
        return Run(*row)

    def steps(self, run_id: str) -> list[RunStep]:
        """Give the steps of a run in their order."""
        rows = self._connection.execute(
            "select step, status, detail, "
            "coalesce(86400 * (julianday(finished_at) - julianday(started_at)), 0) "
            "from steps where run_id = ? order by started_at",
            [run_id],
        ).fetchall()
        return [RunStep(*row) for row in rows]

    def checks(self, run_id: str) -> list[CheckResult]:
        """Give the result of every check of a run."""
        return self._checks("checks where run_id = ?", run_id)

    def record_figures(self, run_id: str, figures: Mapping[str, float]) -> None:
        """Enter what a run's candidate comes to."""
        with self._transaction():
            self._connection.executemany(
                "insert or replace into figures values (?, ?, ?)",
                [(run_id, name, value) for name, value in figures.items()],
            )

    def figures(self, run_id: str) -> dict[str, float]:
        """Give what a run's candidate came to, in the order in which it was told."""
        rows = self._connection.execute(
            "select name, value from figures where run_id = ? order by rowid", [run_id]
        ).fetchall()
        return dict(rows)

    def figures_before(self, run_id: str) -> dict[str, float]:
        """Give the figures of the newest publication begun before a run."""
        rows = self._connection.execute(
            "select run_id from runs join (select distinct run_id from figures) using (run_id) "
            "where published_at is not null and run_id <> ? "
            "and started_at < (select started_at from runs where run_id = ?) "
            "order by published_at desc limit 1",
            [run_id, run_id],
        ).fetchall()
        return self.figures(rows[0][0]) if rows else {}

    def published_figures(self, name: str, limit: int = 12) -> list[tuple[str, float]]:
        """Give one figure of the newest publications, each with the moment it speaks of."""
        rows = self._connection.execute(
            "select run_at, value from figures join runs using (run_id) "
            "where name = ? and published_at is not null order by published_at desc limit ?",
            [name, limit],
        ).fetchall()
        return rows[::-1]

    def last_runs(self, limit: int) -> list[Run]:
        """Give the newest runs, newest first."""
        rows = self._connection.execute(
            f"select {', '.join(Run.__dataclass_fields__)} from runs "
            "order by started_at desc, run_id desc limit ?",
            [limit],
        ).fetchall()
        return [Run(*row) for row in rows]

    def open_findings(self) -> list[tuple[str, ...]]:
        """Give gate, relation, claim, status, failures, owner of what the last check found."""
        return self._connection.execute(
            "select gate, relation, claim, status, failures, owner from checks "
            "where status <> 'passed' and run_id = ("
            "select runs.run_id from runs join checks using (run_id) "
            "order by started_at desc, runs.run_id desc limit 1) "
            "order by status, gate, relation, claim"
        ).fetchall()

    def decide(self, decision: Decision) -> None:
        """Enter a steward's decision; it holds until it is undone or a later one overrides it."""
        with self._transaction():
            self._connection.executemany(
                "insert into decisions (decision_id, pair_number, decision, record_key_a, "
                "record_key_b, decided_by, decided_at, why) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    [
                        *(decision.decision_id, number, decision.decision, *sorted(pair)),
                        *(decision.decided_by, decision.decided_at, decision.why),
                    ]
                    for number, pair in enumerate(decision.pairs, start=1)
                ],
            )

    def undo(self, decision_id: str, by: str, why: str) -> None:
        """Enter that a decision holds no longer; what it overrode holds again."""
        self._connection.execute(
            "update decisions set undone_by = ?, undone_at = ?, undone_why = ? "
            "where decision_id = ? and undone_at is null",
            [by, now(), why, decision_id],
        )

    def decisions(self) -> list[Decision]:
        """Give every decision ever entered, oldest first."""
        told = ("decided_by", "decided_at", "why", "undone_by", "undone_at", "undone_why")
        rows = self._connection.execute(
            f"select decision_id, decision, record_key_a, record_key_b, {', '.join(told)} "
            "from decisions order by decided_at, decision_id, pair_number"
        ).fetchall()
        pairs: dict[str, list[tuple[str, str]]] = {}
        for decision_id, _, one, other, *_ in rows:
            pairs.setdefault(decision_id, []).append((one, other))
        first = {row[0]: row for row in reversed(rows)}
        return [
            Decision(key, first[key][1], tuple(found), *first[key][4:])
            for key, found in pairs.items()
        ]

    def decide_rows(self, decisions: Sequence[RowDecision]) -> None:
        """Enter a steward's decision on rows in quarantine, a row for each of them."""
        with self._transaction():
            self._connection.executemany(
                "insert into row_decisions values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [astuple(decision) for decision in decisions],
            )

    def row_decisions(self) -> list[RowDecision]:
        """Give every decision on rows in quarantine, oldest first."""
        rows = self._connection.execute(
            f"select {', '.join(RowDecision.__dataclass_fields__)} from row_decisions "
            "order by decided_at, decision_id, path, line_number"
        ).fetchall()
        return [RowDecision(*row) for row in rows]

    def record_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Enter what came of tables on days, in place of what was known of them."""
        with self._transaction():
            self._connection.executemany(
                "insert or replace into deliveries values (?, ?, ?, ?, ?, ?, ?, ?)",
                [astuple(delivery) for delivery in deliveries],
            )

    def deliveries(self) -> list[Delivery]:
        """Give every delivery that was ever profiled, by table, part and day."""
        rows = self._connection.execute(
            f"select {', '.join(Delivery.__dataclass_fields__)} from deliveries "
            "order by relation, part, delivered_on"
        ).fetchall()
        return [Delivery(*row) for row in rows]

    def published_runs(self) -> set[str]:
        """Name every run whose candidate was published."""
        rows = self._connection.execute(
            "select run_id from runs where published_at is not null"
        ).fetchall()
        return {run_id for (run_id,) in rows}

    def tombstones(self, *, unfinished: bool = False) -> Tombstones:
        """Give the hashes of all that was erased, or only of what is about to be, and the salt."""
        [(salt,)] = self._connection.execute("select salt from tombstone_salts").fetchall()
        rows = self._connection.execute(
            "select distinct hash from tombstones join erasures using (erasure_id) "
            "where not ? or finished_at is null",
            [unfinished],
        ).fetchall()
        return Tombstones(salt, frozenset(row[0] for row in rows))

    def begin_erasure(self, erasure: Erasure, hashes: Collection[str]) -> None:
        """Enter that a person is to be removed; from now on nothing of hers lands."""
        with self._transaction():
            self._put_erasure(erasure)
            self._connection.executemany(
                "insert or ignore into tombstones values (?, ?)",
                [(each, erasure.erasure_id) for each in hashes],
            )

    def note_erasure(self, erasure: Erasure) -> None:
        """Enter how far the removal of a person has come."""
        with self._transaction():
            self._put_erasure(erasure)

    def _put_erasure(self, erasure: Erasure) -> None:
        columns = Erasure.__dataclass_fields__
        self._connection.execute(
            f"insert or replace into erasures ({', '.join(columns)}) "
            f"values ({', '.join('?' * len(columns))})",
            astuple(erasure),
        )

    def erasures(self) -> list[Erasure]:
        """Give every erasure ever begun, oldest first."""
        rows = self._connection.execute(
            f"select {', '.join(Erasure.__dataclass_fields__)} from erasures "
            "order by begun_at, erasure_id"
        ).fetchall()
        return [Erasure(*row) for row in rows]

    def forget(self, rows: Collection[RowName], is_hers: Callable[[str], bool]) -> int:
        """Remove decisions on these rows, and on records that are hers; give their number.

        Row keys that checks of earlier runs named go as well, and what was written before is
        overwritten.
        """
        pairs = self._connection.execute(
            "select decision_id, pair_number, record_key_a, record_key_b from decisions"
        ).fetchall()
        hers = [pair[:2] for pair in pairs if is_hers(pair[2]) or is_hers(pair[3])]
        self._connection.execute("pragma secure_delete = on")
        with self._transaction():
            self._connection.executemany(
                "delete from decisions where decision_id = ? and pair_number = ?", hers
            )
            self._connection.executemany(
                "delete from row_decisions where path = ? and content_hash is ? "
                "and line_number = ?",
                [*rows],
            )
            self._connection.execute("update checks set sample_keys = '[]'")
        self._connection.execute("vacuum")
        self._connection.execute("pragma wal_checkpoint(truncate)")
        return len(hers) + len(rows)

    def share_salt(self) -> str:
        """Give the salt of the share's keys."""
        [(salt,)] = self._connection.execute("select salt from share_salts").fetchall()
        return str(salt)

    def renumber(self, path: str, old: str, new: str, numbers: Mapping[int, int]) -> None:
        """Enter that a file has other content and its records other numbers than before."""
        with self._transaction():
            rows = self._connection.execute(
                "select decision_id, line_number from row_decisions "
                "where path = ? and content_hash = ? order by line_number",
                [path, old],
            ).fetchall()
            self._connection.executemany(
                "update row_decisions set content_hash = ?, line_number = ? "
                "where decision_id = ? and path = ? and content_hash = ? and line_number = ?",
                [(new, numbers.get(line, line), key, path, old, line) for key, line in rows],
            )

    def record_fetch(self, fetch: Fetch) -> None:
        """Enter what is known of one state of a file, in place of what was."""
        values = astuple(fetch)
        self._connection.execute(
            f"insert or replace into fetches values ({', '.join('?' * len(values))})", values
        )

    def fetches(self, delivery: str) -> list[Fetch]:
        """Give every state of a file that was begun or fetched for a delivery, oldest first."""
        return self._fetches("delivery", delivery)

    def fetches_to(self, target: str) -> list[Fetch]:
        """Give every state of a file that was to have this path in the delivery folder."""
        return self._fetches("target", target)

    def _fetches(self, column: str, value: str) -> list[Fetch]:
        rows = self._connection.execute(
            f"select {', '.join(Fetch.__dataclass_fields__)} from fetches where {column} = ? "
            "order by rowid",
            [value],
        ).fetchall()
        return [Fetch(*row) for row in rows]

    def mirror(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Copy the public tables into schema `ledger` of a database open for writing."""
        connection.execute("create schema if not exists ledger")
        for table, columns in MIRRORED.items():
            key = ", ".join(PRIMARY_KEYS[table])
            rows = self._connection.execute(
                f"select {', '.join(columns)} from {table} order by {key}"
            ).fetchall()
            shape = pa.schema(
                [
                    (name, pa.int64() if kind == "bigint" else pa.string())
                    for name, kind in columns.items()
                ]
            )
            values = list(zip(*rows, strict=True)) or [()] * len(columns)
            connection.register("mirrored", pa.table(list(map(list, values)), schema=shape))
            casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns.items())
            connection.execute(
                f"create or replace table ledger.{table} as select {casts} from mirrored"
            )
            connection.unregister("mirrored")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")


def bring_in(warehouse: Warehouse) -> None:
    """Copy the ledger into the candidate, so that a bare `dbt build` knows the decisions."""
    with closing(Ledger(warehouse)) as ledger, connect(warehouse) as connection:
        ledger.mirror(connection)


def new_decision_id() -> str:
    """Give the id of a decision: the moment and a random part."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def now() -> str:
    """Give the present moment in UTC as the ledger writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, tuple) else value

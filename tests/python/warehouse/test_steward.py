"""What a steward decides holds in the next build; faulty settings stop it before matching."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from whole_run import ROOT, dbt, weft

pytestmark = pytest.mark.slow

PARTS = ("macros", "models", "seeds", "tests/generic", "tests/singular", "analyses")


@pytest.fixture(scope="module")
def desk(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shared warehouse that stewards may change."""
    folder = tmp_path_factory.mktemp("steward") / "warehouse"
    shutil.copytree(published, folder, ignore=shutil.ignore_patterns("target", "reports"))
    return folder


def ask(warehouse: Path, sql: str) -> list[tuple[str, ...]]:
    with duckdb.connect(str(warehouse / "build.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def identity_again(warehouse: Path) -> None:
    done = dbt(warehouse, "run", "-s", "identity", "marts.customer")
    assert done.returncode == 0, done.stdout[-3000:]


def customers(warehouse: Path, *record_keys: str) -> list[str]:
    """Give each record's customer."""
    found = dict(ask(warehouse, "select record_key, customer_key from marts.customer_records"))
    return [found[key] for key in record_keys]


def decision_id(output: str) -> str:
    return output.split("Decision ")[1].split(":")[0]


def test_decisions_hold_in_the_next_build(desk: Path) -> None:
    # Two customers in review become one; the first pair of records of another customer parts.
    [(pair, one, other)] = ask(
        desk,
        "select match_key, record_key, linked_record_key from marts.match_review_queue "
        "where review_reason = 'review' order by review_rank limit 1",
    )
    [(linked, leaving)] = ask(
        desk,
        "select record_key, linked_record_key from marts.match_explanations "
        "where decision = 'linked' and match_weight > 15 order by match_key limit 1",
    )
    assert len(set(customers(desk, one, other))) == 2
    assert len(set(customers(desk, linked, leaving))) == 1

    accepted = weft("review", "accept", pair, "--why", "asked her", "--by", "ann", warehouse=desk)
    assert accepted.returncode == 0, accepted.stderr
    split = weft("review", "split", leaving, "--why", "his son", "--by", "ann", warehouse=desk)
    assert split.returncode == 0, split.stderr
    identity_again(desk)
    assert len(set(customers(desk, one, other))) == 1
    assert len(set(customers(desk, linked, leaving))) == 2
    assert ask(desk, f"select * from marts.match_review_queue where match_key = '{pair}'") == []
    explained = weft("explain", linked, leaving, warehouse=desk)
    assert "A steward has decided that they are two." in explained.stdout

    # What contradicts a decision is refused; a later word on the same pair is not.
    rejected = weft("review", "reject", one, other, "--why", "two after all", warehouse=desk)
    assert rejected.returncode == 0, rejected.stderr
    undone = weft("review", "undo", decision_id(split.stdout), "--why", "a slip", warehouse=desk)
    assert undone.returncode == 0, undone.stderr
    identity_again(desk)
    assert len(set(customers(desk, one, other))) == 2
    assert len(set(customers(desk, linked, leaving))) == 1
    statuses = ask(desk, "select distinct decision, status from marts.match_decisions order by all")
    assert statuses == [
        ("must_link", "overridden"),
        ("never_link", "holds"),
        ("never_link", "undone"),
    ]


def test_a_decision_that_contradicts_others_is_refused(desk: Path) -> None:
    a, b, c = (
        key for (key,) in ask(desk, "select min(record_key) from marts.customer_records "
                              "group by customer_key order by 1 limit 3")
    )  # fmt: skip
    first = weft("review", "accept", a, b, "--why", "one", warehouse=desk)
    second = weft("review", "accept", b, c, "--why", "one", warehouse=desk)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    third = weft("review", "reject", a, c, "--why", "two", warehouse=desk)
    assert third.returncode == 1
    assert "other decisions make them one person" in " ".join(third.stderr.split())
    assert "weft review undo" in third.stderr
    for done in (first, second):
        weft("review", "undo", decision_id(done.stdout), "--why", "over", warehouse=desk)


def test_an_unknown_record_is_told_with_the_cure(desk: Path) -> None:
    refused = weft("explain", "shopify:nobody", "loyalty:nobody", warehouse=desk)
    assert refused.returncode == 1
    assert "is called shopify:nobody" in refused.stderr
    assert "source:id" in refused.stderr


def test_any_two_records_are_explained(desk: Path, tmp_path: Path) -> None:
    """Also two that nothing brought together; with a picture, and without what they say."""
    [(one, other, family_name)] = ask(
        desk,
        "select this_one.record_key, that_one.record_key, this_one.family_key "
        "from identity.people__standardised as this_one, identity.people__standardised as that_one "
        "where this_one.profile_key is not null and that_one.profile_key is not null "
        "and this_one.given_root < that_one.given_root "
        "and left(this_one.given_key, 2) <> left(that_one.given_key, 2) "
        "and this_one.family_key < that_one.family_key and length(this_one.family_key) > 5 "
        "order by this_one.record_key, that_one.record_key limit 1",
    )
    chart = tmp_path / "why.svg"
    explained = weft("explain", one, other, "--chart", str(chart), warehouse=desk)
    assert explained.returncode == 0, explained.stderr
    assert "two customers" in explained.stdout
    assert "no blocking rule brings the two together" in explained.stdout
    assert family_name not in explained.stdout
    assert "<svg" in chart.read_text(encoding="utf-8")
    told = weft("explain", one, other, "--values", warehouse=desk)
    assert family_name[:10] in told.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the dbt project, whose seeds may be spoilt."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / "project" / part)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, tmp_path / "project" / name)
    return tmp_path / "project"


def spoil(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or [])
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def test_faulty_settings_stop_the_build_before_matching(project: Path, desk: Path) -> None:
    def weights(rows: list[dict[str, str]]) -> None:
        del rows[1]  # given_name, level 7, anywhere
        rows[1]["weight"] = ""
        rows[2]["level"] = "99"

    def rules(rows: list[dict[str, str]]) -> None:
        rows[0]["identifier_type"] = "fax"

    def decisions(rows: list[dict[str, str]]) -> None:
        named = {"source_system_a": "shopify", "source_id_a": "no such", "source_id_b": "nor such"}
        rows.append({**named, "source_system_b": "loyalty", "decision": "must_link"})

    def sources(rows: list[dict[str, str]]) -> None:
        rows[0]["is_deduplicated"] = "true"
        rows.append({**rows[0], "source_system": "list:unheard_of"})

    for name, change in (
        ("source_overrides", sources),
        ("match_weights", weights),
        ("identifier_rules", rules),
        ("steward_decisions", decisions),
    ):
        spoil(project / "seeds" / f"{name}.csv", change)
    before = ask(desk, "select count(*) from identity.records__keyed")
    done = dbt(
        *(desk, "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
        *("-s", "match_weights", "identifier_rules", "steward_decisions", "source_overrides"),
        "identity",
        project=project,
    )
    assert done.returncode == 1
    for said in (
        "No matching",
        "given_name, level 7, anywhere: no row",
        "given_name, level 6, anywhere: its weight is no number",
        "given_name, level 99, anywhere: macro match_comparisons knows no such level",
        "list:unheard_of: is_deduplicated, but no source of people has this name",
        "fax: no source hands over identifiers of this type",
        "shopify:no such: no source has this record",
        "loyalty:nor such: no source has this record",
    ):
        assert said in done.stdout, done.stdout[-4000:]
    matching = [
        line for line in done.stdout.splitlines() if "identity.profile_pairs__scored" in line
    ]
    assert matching and all("SKIP" in line for line in matching)
    assert ask(desk, "select count(*) from identity.records__keyed") == before


def test_a_weight_that_is_no_number_stops_the_build(project: Path, desk: Path) -> None:
    spoil(project / "seeds/match_weights.csv", lambda rows: rows[3].update(weight="heavy"))
    done = dbt(desk, "build", "-s", "match_weights", "people__standardised", project=project)
    assert done.returncode == 1
    assert "heavy" in done.stdout
    assert "line" in done.stdout.lower()

"""The rules of erasure one by one: words, spellings of numbers, and files without a record."""

import gzip
import hashlib
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest

from weft.landing.contracts import Contract, load_contracts
from weft.landing.delivered import LandedFile, lying_at, remove_records, renumbered
from weft.landing.land import CONTRACTS
from weft.privacy.person import phone_forms
from weft.privacy.tombstones import plain_cell, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jane@Mail.Example", {"jane@mail.example"}),
        ("mailto:jane@mail.example.", {"jane@mail.example"}),
        (
            "https://x.example/?e=jane%40mail.example&u=7012345678901",
            {
                "jane@mail.example",
                "7012345678901",
            },
        ),
        ("(020) 7946-0018 today", {"02079460018"}),
        ("'+44 7700 900123", {"447700900123"}),
        ("0035e00000x8xo0AAA", {"0035e00000x8xo0AAA"}),
        ("Jane Doe, 12 High Street, AB1 2CD", set()),
        ("", set()),
    ],
)
def test_words_are_addresses_numbers_and_ids(text: str, found: set[str]) -> None:
    [(listed,)] = duckdb.execute(
        f"select {words('said')} from (select ?::varchar as said)", [text]
    ).fetchall()
    assert found <= {*listed}
    assert {word for word in listed if "@" in word} == {word for word in found if "@" in word}
    assert found or not listed


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+447700900123", ["07700900123", "7700900123", "00447700900123", "4407700900123"]),
        ("+12025550143", ["2025550143", "12025550143"]),
        ("+353851234567", ["0851234567", "353851234567"]),
    ],
)
def test_a_number_is_known_by_each_of_its_spellings(number: str, written: list[str]) -> None:
    assert {*written} <= phone_forms(number)


def test_a_key_is_bared_of_what_spreadsheets_do_to_it_and_of_nothing_else() -> None:
    [(bared,)] = duckdb.execute(
        f"select list({plain_cell('cell')}) from (select unnest(?) as cell)",
        [["'0001000199", "\u20191009 ", "1.0", "`a`", "#L1910", "x2019"]],
    ).fetchall()
    assert bared == ["0001000199", "1009", "1", "a", "#L1910", "x2019"]


ROWS = 'customer_no,name\r\n1,"Ann, the\r\nfirst"\r\n\r\n2,Bea\r\n3,Çelik\r\n'
KEPT = 'customer_no,name\r\n1,"Ann, the\r\nfirst"\r\n3,Çelik\r\n'


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """A contract of two columns, delimited by commas."""
    folder = tmp_path_factory.mktemp("contracts")
    (folder / "_shop__sources.yml").write_text(
        "version: 2\nsources:\n  - name: shop\n    schema: raw_shop\n    tables:\n"
        "      - name: customers\n        config: {meta: {landing: {pattern: '**/*.csv*', "
        "reader: csv, encoding: utf-8, delimiter: ',', load_rule: append}}}\n"
        "        columns:\n          - {name: customer_no}\n          - {name: name}\n"
    )
    return load_contracts(folder)[0]


def _cut(folder: Path, path: str, data: bytes, contract: Contract) -> str | None:
    landed = LandedFile(1, path, hashlib.sha256(data).hexdigest(), contract.name, 1)
    [file] = lying_at([str(folder)], path)
    return remove_records(file, landed, contract, [contract], {3})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_record_is_cut_out_and_nothing_else(
    tmp_path: Path, contract: Contract, encoding: str
) -> None:
    data = ROWS.encode(encoding)
    (tmp_path / "c.csv").write_bytes(data)
    found = _cut(tmp_path, "c.csv", data, contract)
    kept = (tmp_path / "c.csv").read_bytes()
    assert kept.decode(encoding) == KEPT
    assert found == hashlib.sha256(kept).hexdigest()


def test_packed_files_stay_packed_and_their_neighbours_stay(
    tmp_path: Path, contract: Contract
) -> None:
    data = ROWS.encode()
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("c.csv", data)
        archive.writestr("other.csv", b"left as it is")
    for path in ("c.csv.gz", "all.zip/c.csv"):
        assert _cut(tmp_path, path, data, contract) == hashlib.sha256(KEPT.encode()).hexdigest()
    assert gzip.decompress((tmp_path / "c.csv.gz").read_bytes()).decode() == KEPT
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read("c.csv").decode() == KEPT
        assert archive.read("other.csv") == b"left as it is"


def test_a_file_that_changed_since_or_cannot_be_read_is_left_alone(
    tmp_path: Path, contract: Contract
) -> None:
    for data, landed in ((b"customer_no,name\r\n1,x\r\n", b"else"), (b"a,\xff\r\n", b"a,\xff\r\n")):
        (tmp_path / "c.csv").write_bytes(data)
        assert _cut(tmp_path, "c.csv", landed, contract) is None
        assert (tmp_path / "c.csv").read_bytes() == data


def test_records_behind_those_removed_have_new_numbers() -> None:
    assert [renumbered(line, {3, 5}) for line in (2, 4, 6)] == [2, 3, 4]


def test_every_contract_has_its_natural_key_and_personal_columns() -> None:
    contracts = {contract.name: contract for contract in load_contracts(CONTRACTS)}
    assert contracts["shopify.customers"].natural_key == ("store", "customer_id")
    personal = {
        column.name for column in contracts["salesforce.tasks"].columns if column.is_personal
    }
    assert "who_id" in personal


def test_delivery_days_do_not_matter_to_where_a_file_lies(tmp_path: Path) -> None:
    (tmp_path / "2026-10-01").mkdir()
    (tmp_path / "2026-10-01" / "c.csv").write_bytes(b"x")
    [file] = lying_at([str(tmp_path / "gone"), str(tmp_path)], "2026-10-01/c.csv")
    assert file.location == tmp_path / "2026-10-01" / "c.csv"
    assert file.delivered_on == date(2026, 10, 1)

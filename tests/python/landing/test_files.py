"""What becomes of whole files: known, restated, damaged, misplaced, hostile."""

import gzip
import io
import json
import os
import zipfile
from datetime import date, datetime

import pytest
from desk import RUN_AT, Desk, column

from weft.errors import WeftError
from weft.landing.content import Limits
from weft.landing.delivery import delivery_date

KEYED = [column("id", ["Number"], required=True), "name"]


def _zip(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def test_a_file_landed_twice_changes_nothing(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("2026-09-07/s/f.csv", "id,name\n1,Ann\n")
    before = desk.query("from landing.files"), desk.rows("s.t")
    again = desk.land()
    assert [outcome.status for outcome in again.outcomes] == ["known"]
    assert (desk.query("from landing.files"), desk.rows("s.t")) == before


def test_a_file_delivered_again_in_a_later_folder_lands_no_row_twice(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.deliver("2026-09-07/s/f.csv", "id,name\n1,Ann\n")
    outcome = desk.land_one("2026-09-14/s/f.csv", "id,name\n1,Ann\n")
    assert outcome.status == "skipped"
    assert outcome.entry.reason == "already landed as 2026-09-07/s/f.csv"
    assert outcome.entry.rows_file_id == 1
    assert len(desk.rows("s.t")) == 1


def test_equal_files_of_two_shops_both_count(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/**/*.csv", path_columns={"shop": "s/([^/]+)/"})
    desk.deliver("s/north/f.csv", "id,name\n1,Ann\n")
    desk.deliver("s/south/f.csv", "id,name\n1,Ann\n")
    desk.land()
    assert desk.rows("s.t", "shop, id") == [("north", "1"), ("south", "1")]


def test_a_restated_file_lands_beside_the_first(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", "id,name\n1,Ann\n")
    desk.land_one("s/f.csv", "id,name\n1,Anna\n")
    assert desk.rows("s.t", "_file_id, name") == [(1, "Ann"), (2, "Anna")]


def test_an_older_generation_of_the_header_binds_by_name(desk: Desk) -> None:
    desk.contract("s", "t", [column("id", "Number", required=True), "name", "tier"])
    outcome = desk.land_one("s/f.csv", "NAME,number\nAnn,1\n")
    assert desk.rows("s.t", "id, name, tier") == [("1", "Ann", None)]
    assert outcome.entry.missing_columns == ("tier",)


def test_an_unknown_column_is_kept_as_json_and_reported(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    outcome = desk.land_one("s/f.csv", 'id,New "one",name\n1,x,Ann\n2,,Bea\n')
    extra = [row[0] for row in desk.rows("s.t", "_extra_columns")]
    assert [text and json.loads(text) for text in extra] == [{'New "one"': "x"}, None]
    assert outcome.entry.unknown_columns == ('New "one"',)
    assert desk.query("select unknown_columns from landing.files") == [('["New \\"one\\""]',)]


def test_a_column_the_contract_gains_is_filled_from_what_was_kept(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", "id,name,Loyalty Tier,o/t~h\n1,Ann,gold,x\n")
    desk.contract("s", "t", [*KEYED, "loyalty_tier", "o_t_h"])
    desk.land_one("s/g.csv", "id,name,Loyalty Tier,o/t~h\n2,Bea,silver,y\n")
    assert desk.rows("s.t", "id, loyalty_tier, o_t_h") == [
        ("1", "gold", "x"),
        ("2", "silver", "y"),
    ]


def test_a_column_that_changes_its_type_is_told(desk: Desk) -> None:
    desk.contract("s", "t", [column("id", data_type="bigint")], reader="ndjson")
    desk.land()
    desk.contract("s", "t", [column("id")], reader="ndjson")
    with pytest.raises(WeftError, match=r"sources.yml:\d+: s.t.id is VARCHAR .* BIGINT"):
        desk.land()


def test_a_missing_required_column_refuses_the_file_and_no_other(desk: Desk) -> None:
    contract = desk.contract("s", "t", KEYED)
    desk.deliver("s/a.csv", "Id Nr,name\n1,Ann\n")
    desk.deliver("s/b.csv", "id,name\n1,Ann\n")
    refused, landed = desk.land().outcomes
    assert landed.status == "landed"
    assert refused.status == "refused"
    line = next(
        number
        for number, text in enumerate(contract.read_text().splitlines(), start=1)
        if "name: id" in text
    )
    assert refused.entry.reason == (
        f"required column 'id' is missing (expected header 'Number', contract {contract}:{line})"
    )
    assert "headers" in refused.cure
    assert desk.query("select status, path from landing.files order by path") == [
        ("refused", "s/a.csv"),
        ("landed", "s/b.csv"),
    ]


def test_a_cured_file_lands_and_its_refusal_goes(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", "nr,name\n1,Ann\n")
    desk.contract("s", "t", [column("id", ["Nr"], required=True), "name"])
    assert [outcome.status for outcome in desk.land().outcomes] == ["landed"]
    assert desk.query("select status from landing.files") == [("landed",)]


def test_a_file_refused_again_keeps_its_number(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", "nr,name\n1,Ann\n")
    desk.land()
    assert desk.query("select file_id, status from landing.files") == [(1, "refused")]


@pytest.mark.parametrize("keep", [5, 30, -1])
def test_a_truncated_gzip_is_refused(desk: Desk, keep: int) -> None:
    desk.contract("s", "t", KEYED)
    whole = gzip.compress(b"id,name\n" + b"1,Ann\n" * 500)
    outcome = desk.land_one("s/f.csv.gz", whole[:keep])
    assert outcome.status == "refused"
    assert "truncated or damaged" in (outcome.entry.reason or "")
    assert desk.rows("s.t") == []


def test_a_gzip_that_is_none_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    assert desk.land_one("s/f.csv.gz", b"id,name\n1,Ann\n").status == "refused"


def test_a_damaged_zip_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/*.csv")
    packed = bytearray(_zip(**{"f.csv": "id,name\n" + "1,Ann\n" * 500}))
    packed[45] ^= 255
    desk.deliver("s/a.zip", bytes(packed))
    desk.deliver("s/b.zip", b"PK no zip")
    assert [outcome.status for outcome in desk.land().outcomes] == ["refused", "refused"]


def test_members_of_a_zip_are_files_of_their_own(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/t_*.csv")
    desk.contract("s", "u", KEYED, pattern="s/u_*.csv")
    gz = gzip.compress(b"id,name\n3,Cy\n")
    desk.deliver(
        "s/all.zip",
        _zip(
            **{
                "t_1.csv": "id,name\n1,Ann\n",
                "deep__u_1.csv": "id,name\n2,Bea\n",
                "u_1.csv": "id,name\n2,Bo\n",
                "t_2.csv.gz": gz,
                "readme.md": "x",
                "__MACOSX__._t_1.csv": "x",
            }
        ),
    )
    result = desk.land()
    assert desk.rows("s.t", "_source_file, id") == [
        ("s/all.zip/t_1.csv", "1"),
        ("s/all.zip/t_2.csv.gz", "3"),
    ]
    assert desk.rows("s.u", "_source_file, name") == [("s/all.zip/u_1.csv", "Bo")]
    assert [outcome.entry.path for outcome in result.with_status("refused")] == [
        "s/all.zip/deep/u_1.csv",
        "s/all.zip/readme.md",
    ]


def test_the_single_member_of_a_zip_goes_by_the_zips_name(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/report_*.csv")
    desk.deliver("s/report_1.csv.zip", _zip(**{"whatever.csv": "id,name\n1,Ann\n"}))
    desk.deliver("s/report_2.zip", _zip(**{"other.csv": "id,name\n2,Bea\n"}))
    desk.land()
    assert [row[0] for row in desk.rows("s.t", "id")] == ["1", "2"]


@pytest.mark.parametrize("name", ["../t_1.csv", "/t_1.csv", "C:\\t_1.csv", "a/../../t_1.csv"])
def test_path_tricks_in_a_zip_are_refused(desk: Desk, name: str) -> None:
    desk.contract("s", "t", KEYED, pattern="s/**/*t_1.csv")
    desk.deliver("s/a.zip", _zip(**{name: "id,name\n1,Ann\n"}))
    [outcome] = desk.land().outcomes
    assert outcome.status == "refused"
    assert "leads out" in (outcome.entry.reason or "")


def test_a_zip_bomb_is_refused_before_it_unfolds(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/*.csv")
    desk.deliver("s/a.zip", _zip(**{"a.csv": b"0" * 5_000_000}))
    desk.deliver("s/b.csv.gz", gzip.compress(b"0" * 5_000_000))
    limits = Limits(expanded_bytes=1 << 20)
    assert {outcome.status for outcome in desk.land(limits=limits).outcomes} == {"refused"}
    dense = Limits(expansion_ratio=10, ratio_free_bytes=1 << 20)
    assert {outcome.status for outcome in desk.land(limits=dense).outcomes} == {"refused"}
    assert list((desk.warehouse.folder).glob("scratch/*")) == []


def test_an_empty_file_is_noted_and_lands_nothing(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.deliver("s/blank.csv", "\r\n\r\n")
    outcome = desk.land_one("s/f.csv", "")
    assert (outcome.status, outcome.entry.rows_read) == ("empty", 0)
    assert desk.query("select path, status from landing.files order by path") == [
        ("s/blank.csv", "empty"),
        ("s/f.csv", "empty"),
    ]


def test_a_header_alone_is_a_file_without_rows(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    assert desk.land_one("s/f.csv", "id,name\n").status == "landed"
    assert desk.land_one("s/g.csv", "name,id").status == "landed"


def test_a_file_of_the_wrong_source_is_told_where_it_belongs(desk: Desk) -> None:
    desk.contract("crm", "contacts", [column("id", required=True), "name", "email"])
    desk.contract("shop", "orders", [column("order", required=True), "total", "currency"])
    outcome = desk.land_one("shop/f.csv", "id,name,email\n1,Ann,a@x.example\n")
    assert outcome.status == "refused"
    assert "it looks like a file for crm.contacts" in (outcome.entry.reason or "")


def test_a_file_whose_header_hardly_fits_is_refused_though_nothing_is_required(desk: Desk) -> None:
    desk.contract("crm", "contacts", ["id", "name", "email", "phone"])
    desk.contract("shop", "orders", ["id", "total", "currency"])
    outcome = desk.land_one("shop/f.csv", "id,name,email,phone\n1,Ann,a@x.example,0\n")
    assert "hardly a header fits shop.orders" in (outcome.entry.reason or "")


def test_lines_that_are_no_log_are_refused_whole(desk: Desk) -> None:
    desk.contract("s", "t", [f"g{at}" for at in range(9)], reader="weblog")
    outcome = desk.land_one("s/access.log", "id,name\n1,Ann\n")
    assert "no line fits s.t" in (outcome.entry.reason or "")


def test_a_path_no_contract_claims_is_refused_and_reported(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    outcome = desk.land_one("elsewhere/f.csv", "id\n1\n")
    assert (outcome.status, outcome.entry.reason) == ("refused", "no contract claims this path")
    assert desk.query("select source_name, status from landing.files") == [(None, "refused")]


def test_hidden_and_unfinished_files_are_passed_over(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.deliver("s/.DS_Store", "x")
    desk.deliver("s/f.csv.part", "id,name\n1,Ann\n")
    assert desk.land().outcomes == []


def test_a_header_in_another_encoding_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    for name, content in {
        "s/cp1252.csv": "id,name,Größe\n1,Ann,2\n".encode("cp1252"),
        "s/utf16.csv": "id,name\n1,Ann\n".encode("utf-16-le"),
    }.items():
        outcome = desk.land_one(name, content)
        assert "cannot be read as utf-8" in (outcome.entry.reason or "")


def test_a_file_that_is_not_in_its_encoding_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    outcome = desk.land_one("s/f.csv", b"\xff\xfe" + "id,name\n".encode("utf-16-le") + b"\x00")
    assert "cannot be read as utf-16" in (outcome.entry.reason or "")


def test_rows_in_another_encoding_are_set_aside(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", b"id,name\n1,Ann\n" + "2,Zoë\n".encode("cp1252"))
    assert desk.rows("s.t", "id") == [("1",)]
    assert desk.quarantine() == [(3, "2,Zo\\xeb", "not valid UTF-8")]


def test_a_row_without_its_key_is_set_aside(desk: Desk) -> None:
    desk.contract("s", "t", [column("id", required=True, not_null=True), "name"])
    desk.land_one("s/f.csv", 'id,name\n1,Ann\n,"Bea ""B"""\n,\n"3",Cy\n')
    assert desk.rows("s.t", "id, _line_number") == [("1", 2), ("3", 5)]
    assert desk.quarantine() == [(3, ',"Bea ""B"""', "no value in 'id'")]


@pytest.mark.parametrize(
    "name",
    ["we[i]rd*?.csv", 'O\'Neil "x".csv', "a;drop table x.csv", "**.csv", "sp ace é.csv", "-x.csv"],
)
def test_any_file_name_is_safe(desk: Desk, name: str) -> None:
    desk.contract("s", "t", KEYED)
    desk.deliver("s/wxi.csv", "id,name\n9,other\n")
    desk.land_one(f"s/{name}", "id,name\n1,Ann\n")
    assert desk.query("select id from raw_s.t where _source_file = ?", f"s/{name}") == [("1",)]


def test_sql_in_headers_and_values_is_text(desk: Desk) -> None:
    evil = "'); drop table raw_s.t; --"
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", f'id,name,"{evil}"\n1,"{evil}","{evil}"\n')
    [(name, extra)] = desk.rows("s.t", "name, _extra_columns")
    assert (name, json.loads(extra)) == (evil, {evil: evil})


def test_a_file_name_that_is_no_text_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    (desk.delivery / "s").mkdir()
    with open(os.fsencode(desk.delivery / "s") + b"/f\xff.csv", "wb") as out:  # noqa: PTH123
        out.write(b"id\n1\n")
    [outcome] = desk.land().outcomes
    assert (outcome.status, outcome.entry.path) == ("refused", "s/f\\udcff.csv")


def test_a_link_out_of_the_delivery_is_refused(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    outside = desk.delivery.parent / "secret.csv"
    outside.write_text("id,name\n1,Ann\n")
    (desk.delivery / "s").mkdir()
    (desk.delivery / "s" / "f.csv").symlink_to(outside)
    [outcome] = desk.land().outcomes
    assert "leads out" in (outcome.entry.reason or "")


def test_one_endless_line_is_no_header(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    assert desk.land_one("s/f.csv", b"x" * 3_000_000).status == "refused"


def test_one_endless_row_is_set_aside_alone(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("s/f.csv", b'id,name\n1,Ann\n2,"' + b"x" * 6_000_000 + b'"\n3,Cy\n')
    assert desk.rows("s.t", "id, _line_number") == [("1", 2), ("3", 4)]
    [(line, text, reason)] = desk.quarantine()
    assert (line, len(text), reason) == (3, 65_536, "longer than a record may be")


def test_a_stray_quote_costs_its_own_line_only(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    rows = "".join(f'{at},"name {at}"\n' for at in range(5, 300))
    desk.land_one("s/f.csv", f'id,name\n1,Ann\n2,"Bea\n3,Cy\n4,5" nail\n{rows}')
    assert [row[0] for row in desk.rows("s.t", "id")][:3] == ["1", "3", "4"]
    assert len(desk.rows("s.t")) == 298
    assert desk.quarantine() == [(3, '2,"Bea', "a quote is out of place")]


def test_a_count_that_agrees_by_accident_hides_no_refused_line(desk: Desk) -> None:
    # The stray quote makes two records look like one, and DuckDB refuses one of the two.
    desk.contract("s", "t", ["a", "b", "c"])
    desk.land_one("s/f.csv", 'a,b,c\nk"\n1,2,3\n')
    assert desk.rows("s.t", "a, _line_number") == [("1", 3)]
    assert desk.quarantine() == [(2, 'k"', "1 cell where the header has 3")]


def test_files_without_header_bind_by_position(desk: Desk) -> None:
    desk.contract("s", "t", ["a", "b", "c"], header=False)
    outcome = desk.land_one("s/f.csv", '"1","2","3","4"\n"5","6","7","8"\n')
    assert desk.rows("s.t", "a, c, _line_number") == [("1", "3", 1), ("5", "7", 2)]
    assert outcome.entry.unknown_columns == ("column_4",)


def test_files_land_by_delivery_date_then_path(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, pattern="s/*.csv")
    for path in ("2026-09-14/s/a.csv", "2026-09-07/s/z.csv", "2026-09-07/s/b.csv"):
        desk.deliver(path, f"id,name\n1,{path}\n")
    desk.land()
    assert [row[0] for row in desk.query("select path from landing.files order by file_id")] == [
        "2026-09-07/s/b.csv",
        "2026-09-07/s/z.csv",
        "2026-09-14/s/a.csv",
    ]


def test_landing_in_two_goes_is_landing_in_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {
        f"2026-09-{day:02d}/s/f_{name}.csv": f"id,name\n{day},{name}\nbroken\n"
        for day in (7, 14, 21)
        for name in ("a", "b")
    } | {"2026-09-21/s/again.csv": "id,name\n7,a\nbroken\n"}
    states = []
    for goes in (1, 3):
        desk = Desk(tmp_path_factory.mktemp(f"goes{goes}"))
        desk.contract("s", "t", KEYED, pattern="s/*.csv")
        for at, (path, content) in enumerate(sorted(files.items())):
            desk.deliver(path, content)
            if goes == 3 and at in (1, 3):
                desk.land()
        desk.land()
        states.append(
            (
                desk.query("select * exclude (batch_id) from landing.files order by file_id"),
                desk.query("select * exclude (_batch_id) from raw_s.t order by all"),
                desk.query("from landing.quarantine order by all"),
            )
        )
    assert states[0] == states[1]


def test_raw_rows_carry_their_lineage(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    desk.land_one("2026-09-07/s/f.csv", "id,name\n1,Ann\n")
    lineage = "_source_file, _line_number, _batch_id, _file_id, _delivered_on, _loaded_at"
    assert desk.rows("s.t", lineage) == [
        ("2026-09-07/s/f.csv", 2, "20261001T060000-001", 1, date(2026, 9, 7), RUN_AT)
    ]
    [(batch, country, seen)] = desk.query(
        "select batch_id, country_code, files_landed from landing.batches"
    )
    assert (batch, country, seen) == ("20261001T060000-001", None, 1)


def test_equal_rows_hash_equal_whatever_the_order_of_columns(desk: Desk) -> None:
    desk.contract("s", "t", [*KEYED, "tier"])
    desk.deliver("s/a.csv", "id,name,tier\n1,Ann,\n")
    desk.deliver("s/b.csv", "name,id\nAnn,1\n,Ann1\n")
    desk.land()
    [first, second, third] = [row[0] for row in desk.rows("s.t", "_row_hash")]
    assert first == second != third
    assert len(first) == 32


def test_tables_exist_before_any_file_comes(desk: Desk) -> None:
    desk.contract("s", "t", KEYED, path_columns={"shop": "s/([^/]+)/"})
    desk.land()
    assert desk.rows("s.t", "id, shop, _extra_columns") == []


def test_a_folder_that_is_not_there_is_told(desk: Desk) -> None:
    desk.contract("s", "t", KEYED)
    with pytest.raises(WeftError, match="no folder"):
        desk.land("missing")


@pytest.mark.parametrize(
    ("path", "delivered"),
    [
        ("2026-09-07/s/cards_2027-01-01.csv", date(2026, 9, 7)),
        ("x/s/items-2026-08-31-2026-09-05.csv", date(2026, 9, 5)),
        ("x/2026-13-45/f.csv", date(2026, 10, 1)),
        ("weblog/go/access.log-20260906.gz", date(2026, 9, 6)),
        ("s/f.csv", date(2026, 10, 1)),
    ],
)
def test_delivery_dates(path: str, delivered: date) -> None:
    assert delivery_date(path, datetime(2026, 10, 1).date()) == delivered

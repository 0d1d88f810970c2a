"""Contracts that make no sense are refused with file and line."""

from typing import Any

import pytest
from desk import Desk, column

from weft.errors import WeftError
from weft.landing.contracts import load_contracts
from weft.landing.patterns import PathPattern

BAD: list[tuple[dict[str, Any], str]] = [
    ({"reader": "excel"}, "reader is 'excel'"),
    ({"load_rule": "upsert"}, "load_rule is 'upsert'"),
    ({"load_rule": "latest"}, "load_rule latest needs 'key'"),
    ({"load_rule": "replace_period", "key": ["a"]}, "load_rule replace_period needs 'period'"),
    ({"load_rule": "latest", "key": ["z"]}, "'z' in key is no column"),
    ({"load_rule": "snapshot", "key": ["a"]}, "a snapshot's key must be path columns"),
    ({"encoding": "ebcdic"}, "encoding 'ebcdic' is not known"),
    ({"patern": "s/*"}, "landing has no setting 'patern'"),
    ({"pattern": None}, "'pattern' is missing"),
    ({"ignore_rows": "("}, "is no regular expression"),
    ({"path_columns": {"x": "s/"}}, "must have one group"),
    ({"path_columns": {"a": "s/(.)"}}, "column 'a' is declared twice"),
    ({"reader": "fixed_width"}, "needs start and length"),
]


@pytest.mark.parametrize(("landing", "message"), BAD)
def test_a_contract_that_makes_no_sense_is_told_with_its_line(
    desk: Desk, landing: dict[str, Any], message: str
) -> None:
    path = desk.contract("s", "t", ["a"], **landing)
    with pytest.raises(WeftError) as caught:
        load_contracts(desk.contracts)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")
    line = int(str(caught.value).split(":")[1])
    assert 1 <= line <= len(path.read_text().splitlines())
    assert caught.value.cure


@pytest.mark.parametrize(
    ("name", "meta", "message"),
    [
        ("a", {"data_type": "varchar; drop table x"}, "is no data type"),
        ("a", {"data_type": "bigint"}, "the csv reader lands text only"),
        ("_file_id", {}, "reserved"),
    ],
)
def test_a_column_that_makes_no_sense_is_told(
    desk: Desk, name: str, meta: dict[str, Any], message: str
) -> None:
    desk.contract("s", "t", [column(name, **meta)])
    with pytest.raises(WeftError, match=message):
        load_contracts(desk.contracts)


def test_yaml_that_is_none_is_told_with_its_line(desk: Desk) -> None:
    desk.contract("s", "t", ["a"]).write_text("version: 2\nsources:\n  - name: [\n")
    with pytest.raises(WeftError, match=r"sources.yml:4: "):
        load_contracts(desk.contracts)


def test_sources_without_contract_are_left_alone(desk: Desk) -> None:
    desk.contract("s", "t", ["a"])
    (desk.contracts / "other.yml").write_text(
        "version: 2\nsources:\n  - name: o\n    tables: [{name: x}]\nmodels: []\n"
    )
    assert [contract.name for contract in load_contracts(desk.contracts)] == ["s.t"]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("shop/**/orders*.csv", "2026-09-07/shop/north/orders_1.csv", True),
        ("shop/**/orders*.csv", "shop/orders.csv.gz", True),
        ("shop/**/orders*.csv", "SHOP/a/b/Orders_1.CSV", True),
        ("shop/**/orders*.csv", "myshop/orders.csv", False),
        ("shop/*.csv", "shop/a/orders.csv", False),
        ("shop/*.csv", "shop/orders.csv.bak", False),
        ("crm/Campaign[!M]*.csv", "crm/Campaign_1.csv", True),
        ("crm/Campaign[!M]*.csv", "crm/CampaignMember.csv", False),
        ("x/f?[0-9].txt", "x/fa7.txt", True),
        ("x/f.csv", "x/fxcsv", False),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert PathPattern(pattern).matches(path) is fits


def test_the_pattern_that_spells_out_most_wins(desk: Desk) -> None:
    desk.contract("s", "moves", ["a"], pattern="n/*.csv")
    desk.contract("t", "exceptions", ["a"], pattern="n/*exceptions*.csv")
    desk.deliver("n/sept_exceptions.csv", "a\n1\n")
    desk.deliver("n/sept.csv", "a\n2\n")
    desk.land()
    assert (desk.rows("s.moves", "a"), desk.rows("t.exceptions", "a")) == ([("2",)], [("1",)])

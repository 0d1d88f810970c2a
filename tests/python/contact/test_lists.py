"""Lists for tools outside: no formula gets out, nor a column that its use does not need."""

import csv
import os
import stat
import string
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from weft.errors import WeftError
from weft.lists import COLUMNS, LISTS, columns_of, harmless, rows_of, write_csv
from weft.private_files import private_file

DANGEROUS = "=+-@＝＋－＠"
HIDING = " \t\r\n\x0b\x00\xa0\ufeff\u3000"

cells = st.text() | st.builds(
    "".join,
    st.tuples(
        st.text(alphabet=HIDING, max_size=3),
        st.sampled_from(DANGEROUS),
        st.text(alphabet=string.printable, max_size=20),
    ),
)


def runs(cell: str) -> bool:
    """Whether a spreadsheet might run the cell: what is left without blanks begins a formula."""
    seen = cell.lstrip(HIDING + string.whitespace + "".join(map(chr, range(0x21))))
    return seen[:1] in set(DANGEROUS) and bool(seen)


def is_number(cell: str) -> bool:
    """Whether the cell is a number and nothing else, with one sign and point at most."""
    whole, _, part = cell.removeprefix("+").removeprefix("-").partition(".")
    digits = set(string.digits)
    return bool(whole) and set(whole) <= digits and (not cell.count(".") or set(part) <= digits)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=8))
@example([["=1+1", "\t=cmd|' /C calc'!A0"], ["-2+3", "+447700900123"], ["@SUM(A1)", "-5.00"]])
@example([["a\n=1", "\ufeff=1"], ["＝1", " =1"], ["+1-1", "--1"]])
def test_no_cell_of_a_file_is_run_and_none_is_lost(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    target = tmp_path_factory.getbasetemp() / "list.csv"
    write_csv(target, ["one", "=two"], rows)
    with target.open(encoding="utf-8", newline="") as file:
        header, *read = list(csv.reader(file))
    assert header == ["one", "'=two"]
    assert len(read) == len(rows)
    for written, cell in zip(
        [cell for row in rows for cell in row], [cell for row in read for cell in row], strict=True
    ):
        assert not runs(cell) or is_number(cell)
        assert cell.removeprefix("'") == written or cell == written


def test_numbers_are_left_as_they_are() -> None:
    for cell in ("+447700900123", "-5.00", "0", "12.5"):
        assert harmless(cell) == cell
    assert harmless("+44 7700 900123") == "'+44 7700 900123"


def test_a_file_is_its_owners_alone_and_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "list.csv"
    before = os.umask(0)
    try:
        write_csv(target, ["a"], [[1]])
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(RuntimeError), private_file(target) as file:
        file.write("half")
        raise RuntimeError
    assert target.read_bytes() == b"a\r\n1\r\n"
    assert list(target.parent.iterdir()) == [target]


@pytest.fixture
def shop() -> Iterator[duckdb.DuckDBPyConnection]:
    """A published file with one brief and three customers."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.contact_eligibility as
            select * from (values
                ('MAIL', 'ann', 'f', 'direct_mail', true),
                ('MAIL', 'bob', 'f', 'direct_mail', false),
                ('TEXT', 'ann', 'f', 'sms', true)
            ) as t (brief_code, customer_key, brand_key, channel, is_eligible);
            create table marts.dim_customer as
            select 'ann' as customer_key, '1-1' as customer_reference, 'Ms' as title,
                'Ann' as given_name, 'Lee' as family_name, 'ann@x.example' as email,
                '+441' as phone, '+447' as mobile, '1 High St' as address_line_1,
                null::varchar as address_line_2, 'York' as city, 'YO1 1AA' as postcode,
                'GB' as country_code
            union all
            select 'bob', '2-2', null, 'Bob', 'Lee', 'bob@x.example', null, null, null, null, null,
                null, null;
            """
        )
        yield connection


def test_only_the_eligible_leave_with_the_address_of_the_channel(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    columns = ["customer_reference", "address"]
    assert rows_of(shop, "eligible", columns, "MAIL") == [("1-1", "1 High St, York, YO1 1AA, GB")]
    assert rows_of(shop, "eligible", columns, "TEXT") == [("1-1", "+447")]


def test_reminders_keep_away_from_an_address_that_was_refused(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    """Ann refused this mailbox for one brand, Bob an old one; both allow e-mails."""
    shop.execute(
        """
        alter table marts.dim_customer add column is_deceased boolean default false;
        alter table marts.dim_customer add column is_test boolean default false;
        create table marts.customer_permissions as
        select customer_key, brand_key, 'email' as channel, 'marketing' as purpose,
            true as may_be_contacted
        from (values ('ann', 'f'), ('ann', 'g'), ('bob', 'f')) as t (customer_key, brand_key);
        create table marts.refused_addresses as
        select *, 'email' as channel, 'marketing' as purpose from (values
            ('ann', 'f', 'ann@x.example', null::timestamp),
            ('ann', 'g', 'ann@x.example', timestamp '2026-09-01'),
            ('bob', 'f', 'old@x.example', null)
        ) as t (customer_key, brand_key, address, lifted_at);
        create table marts.customer_triggers as
        select customer_key, brand_key, 'birthday' as customer_trigger, null as topic,
            date '2026-10-02' as happens_on, date '2026-10-09' as due_to, 'due' as state
        from (values ('ann', 'f'), ('ann', 'g'), ('ann', 'all'), ('bob', 'f'), ('bob', 'g'))
            as t (customer_key, brand_key);
        create table marts.abandonments as
        select customer_key, brand_key, 'basket' as abandonment_kind, null as topic,
            timestamp '2026-09-30' as left_at, 10 as basket_amount, 'GBP' as currency_code,
            'open' as state
        from marts.customer_triggers where brand_key != 'all';
        """
    )
    columns = ["customer_reference", "brand"]
    assert rows_of(shop, "abandonments", columns) == [("1-1", "g"), ("2-2", "f")]
    assert rows_of(shop, "triggers", columns) == [("1-1", "all"), ("1-1", "g"), ("2-2", "f")]


def test_what_cannot_be_is_said(shop: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WeftError, match="No brief is called FAX") as error:
        rows_of(shop, "eligible", ["address"], "FAX")
    assert "MAIL, TEXT" in error.value.cure
    with pytest.raises(WeftError, match="asks the list eligible for shoe_size") as error:
        rows_of(shop, "eligible", ["address", "shoe_size"], "MAIL")
    assert "customer_reference" in error.value.cure
    with pytest.raises(WeftError, match="lacks a table"):
        rows_of(shop, "triggers", ["event"])


def test_every_list_has_columns_and_no_key_of_ours_leaves() -> None:
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["list_name"] for row in rows} == set(LISTS)
    assert not [row for row in rows if row["column_name"].endswith("_key")]
    assert columns_of("telemail")[0] == ("rank", "rank")

"""What leaves the published file: lists and pages, as a user makes them."""

import csv
import re
import stat
from pathlib import Path

import duckdb
import pytest
from whole_run import weft

from weft.briefs import brief_of
from weft.lists import LISTS, columns_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_rows_and_the_columns_of_the_seed(
    published: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / f"{name}.csv"
    brief = ("--brief", "FERN-CA-AUTUMN") if LISTS[name].needs_brief else ()
    done = weft("list", name, "--out", str(out), *brief, warehouse=published)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == [heading for _, heading in columns_of(name)]
    assert rows
    assert f"{len(rows):,} rows" in " ".join(done.stdout.split())
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_nobody_is_on_a_list_for_mails_who_may_get_none(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "triggers.csv"
    assert weft("list", "triggers", "--out", str(out), warehouse=published).returncode == 0
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        [(listed, allowed)] = connection.execute(
            """
            select count(*), count(*) filter (exists (
                select 1 from marts.customer_permissions as p
                join marts.dim_customer as c using (customer_key)
                where c.customer_reference = l.reference and p.channel = 'email'
                    and p.purpose = 'marketing' and p.may_be_contacted
                    and l.brand in ('all', p.brand_key)))
            from read_csv($file, header = true, all_varchar = true) as l
            """,
            {"file": str(out)},
        ).fetchall()
        [(due,)] = connection.execute(
            "select count(*) from marts.customer_triggers where state = 'due'"
        ).fetchall()
    assert 0 < listed < due
    assert allowed == listed


def test_what_is_no_list_is_said(published: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "x.csv")
    for words, told in (
        (("everybody", "--out", out), "No list is called everybody"),
        (("eligible", "--out", out), "This list is of one brief"),
        (("triggers", "--out", out, "--brief", "X"), "is of no brief"),
        (("triggers",), "Where to is not said"),
    ):
        done = weft("list", *words, warehouse=published)
        assert done.returncode == 1
        assert told in " ".join((done.stdout + done.stderr).split())
    assert list(tmp_path.iterdir()) == []
    assert "telemail" in weft("list", warehouse=published).stdout


def test_a_page_of_an_account_is_written(published: Path) -> None:
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        [(key, name, contact)] = connection.execute(
            "select account_key, any_value(account_name), "
            "min(headline) filter (section = 'contacts') as contact "
            "from marts.sales_visit_briefs group by 1 having bool_or(section = 'suggested topics') "
            "order by count(*) desc, 1 limit 1"
        ).fetchall()
    done = weft("brief", key, warehouse=published)
    assert done.returncode == 0, done.stderr
    page = published / "reports" / "briefs" / f"{key}.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    html = page.read_text(encoding="utf-8")
    assert f"<h1>{name}</h1>" in html.replace("&amp;", "&").replace("&#39;", "'")
    assert contact in html
    assert "Suggested topics" in html
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", html)


def test_a_page_of_a_customer_is_written(published: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(published / "weft.duckdb"), read_only=True) as connection:
        [(reference, name, order)] = connection.execute(
            "select customer_reference, full_name, last_order_id from marts.call_centre_view "
            "where order_count > 2 order by open_complaint_count desc, customer_key limit 1"
        ).fetchall()
    out = tmp_path / "page.html"
    done = weft("brief", reference, "--out", str(out), warehouse=published)
    assert done.returncode == 0, done.stderr
    html = out.read_text(encoding="utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    for expected in (name, reference, order, "What she may be sent", "Last contacts"):
        assert expected in html
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", html)
    nobody = weft("brief", "nobody-at-all", warehouse=published)
    assert nobody.returncode == 1
    assert "nobody-at-all" in nobody.stdout + nobody.stderr


def test_a_name_is_text_and_no_markup(published: Path, tmp_path: Path) -> None:
    copy = tmp_path / "weft.duckdb"
    copy.write_bytes((published / "weft.duckdb").read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update marts.dim_account set account_name = '<script>alert(1)</script>' "
            "where account_key = (select min(account_key) from marts.dim_account)"
        )
        page = brief_of(connection, "<script>alert(1)</script>")
    assert "<script>" not in page.html
    assert "&lt;script&gt;" in page.html

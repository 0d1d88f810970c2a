"""The sample: the same bytes for a seed, and truth that agrees with the files."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from weft.errors import WeftError
from weft.sample import generate
from weft.sample.settings import load_settings

CUSTOMERS = 200
MONTHS = 4


def digest(folder: Path) -> dict[str, str]:
    """Give each file's content hash by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "out"
    generate(customers=CUSTOMERS, months=MONTHS, seed=7, out=out, threads=2)
    return out


def truth(sample: Path, query: str) -> list[tuple[object, ...]]:
    connection = duckdb.connect()
    connection.execute(f"set file_search_path = '{sample / 'truth'}'")
    return connection.execute(query).fetchall()


def test_same_seed_gives_same_bytes_on_any_number_of_threads(sample: Path, tmp_path: Path) -> None:
    generate(customers=CUSTOMERS, months=MONTHS, seed=7, out=tmp_path / "again", threads=1)
    assert digest(tmp_path / "again") == digest(sample)


def test_same_bytes_however_many_rows_are_taken_at_once(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.sample.files.ROWS_AT_ONCE", 1)
    generate(customers=CUSTOMERS, months=MONTHS, seed=7, out=tmp_path / "again")
    assert digest(tmp_path / "again") == digest(sample)


def test_another_seed_gives_other_people(sample: Path, tmp_path: Path) -> None:
    generate(customers=CUSTOMERS, months=MONTHS, seed=8, out=tmp_path / "other")
    first = truth(sample, "select family_name from 'persons.parquet' order by person_id")
    assert first != truth(
        tmp_path / "other", "select family_name from 'persons.parquet' order by person_id"
    )


def test_as_many_customers_as_asked_for(sample: Path) -> None:
    assert truth(sample, "select count(*) from 'persons.parquet' where kind <> 'prospect'") == [
        (CUSTOMERS,)
    ]


def test_every_shop_order_has_its_lines_in_the_till_files(sample: Path) -> None:
    sold = truth(
        sample,
        "select sum(total_amount) from 'purchases.parquet' "
        "where brand_key = 'fernside' and order_channel = 'shop'",
    )
    written = duckdb.sql(
        f"""select sum(net::decimal(18, 2) + vat::decimal(18, 2))
        from read_csv('{sample}/extracts/*/loyalty/till_lines_*.csv', all_varchar = true,
            ignore_errors = true, null_padding = false)
        where qty::integer > 0"""
    ).fetchall()
    # A repeated delivery holds the same lines again, so files are compared by their own content.
    repeated = truth(
        sample, "select count(*) from 'redelivered.parquet' where path like '%till_lines%'"
    )
    if repeated == [(0,)]:
        assert written == sold
    else:
        assert written[0][0] >= sold[0][0]


def test_some_files_have_a_byte_order_mark_that_need_none(sample: Path) -> None:
    files = list(sample.glob("extracts/*/mailchimp/**/*.csv"))
    marked = [path for path in files if path.read_bytes().startswith(b"\xef\xbb\xbf")]
    assert 0.05 < len(marked) / len(files) < 0.2


def test_a_document_that_is_no_xml_is_planted_whatever_the_seed(
    sample: Path, tmp_path: Path
) -> None:
    planted = "select sum(row_count) from 'broken_rows.parquet' where path like '%/xml/%'"
    ((count,),) = truth(sample, planted)
    assert count == 1
    file = tmp_path / "clean.yml"
    file.write_text("deliveries: {broken_row: 0}")
    generate(customers=50, months=2, seed=7, out=tmp_path / "out", settings=load_settings(file))
    assert truth(tmp_path / "out", planted) == [(None,)]


def test_the_causing_touch_is_part_of_the_journey(sample: Path) -> None:
    missing = truth(
        sample,
        """select count(*) from 'purchases.parquet' as purchase
        where cause = 'visit' and not exists (
            select 1 from 'journeys.parquet' as journey
            where journey.purchase_id = purchase.purchase_id and journey.is_cause)""",
    )
    assert missing == [(0,)]


def test_nobody_is_sent_anything_long_after_their_opt_out(sample: Path) -> None:
    late = truth(sample, "select count(*) from 'late_sends.parquet' where sent_at >= known_at")
    assert late == [(0,)]


def test_held_out_people_cause_no_orders(sample: Path) -> None:
    held_out = truth(
        sample,
        "select coalesce(sum(caused_orders), 0) from 'campaign_cells.parquet' where is_control",
    )
    assert held_out == [(0,)]


def test_planted_people_are_there(sample: Path) -> None:
    arrangements = truth(sample, "select distinct arrangement from 'households.parquet' order by 1")
    assert {"couple", "family", "single"} <= {name for (name,) in arrangements}


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(WeftError, match="no sample of ours"):
        generate(customers=50, months=2, seed=1, out=tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_settings_name_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "noise.yml"
    file.write_text("people: {twinz: 0.1}")
    with pytest.raises(WeftError, match="twinz"):
        load_settings(file)
    file.write_text("people: {twins: often}")
    with pytest.raises(WeftError, match="twins"):
        load_settings(file)
    file.write_text("people: {twins: 0.5}")
    assert load_settings(file).people.twins == 0.5


def test_too_small_a_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeftError, match="cannot be made"):
        generate(customers=1, months=1, seed=1, out=tmp_path / "none")

"""Whatever stands in a file: no row is lost, none is made up, and no file stops the others."""

import csv
import io
from itertools import count

from desk import Desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# The same examples on every run: a test that fails now and then teaches people to look away.
steady = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
serial = count()

text = st.text(alphabet='ab",;\n\r\0 é€\x1f\u2028', max_size=8)
rows = st.lists(st.lists(text, min_size=3, max_size=3), max_size=6)
# The letter k is in no header and means nothing to a CSV reader: it can only be kept or lost.
mess = st.lists(
    st.sampled_from(
        [
            b"k",
            b"k",
            b",",
            b",",
            b'"',
            b'""',
            b"\n",
            b"\n",
            b"\r\n",
            b"\r",
            b"\0",
            b"\xff",
            b" ",
            b"\n\n",
        ]
        + [b"k,k,k\n"] * 6
        + [b'"k",k,"k\nk"\n', b"k,k\n", b"\xef\xbb\xbf", b"\x1a"]
    ),
    max_size=40,
).map(b"".join)


def _batch(desk: Desk, contents: list[bytes]) -> dict[str, bytes]:
    """Deliver the contents under new names, land them, and take the files away again."""
    files = {f"s/f{next(serial)}.csv": content for content in contents}
    locations = [desk.deliver(path, content) for path, content in files.items()]
    desk.land()
    for location in locations:
        location.unlink()
    return files


@steady
@given(st.lists(st.tuples(rows, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans()), max_size=15))
def test_well_formed_files_land_cell_by_cell(
    desk: Desk, files: list[tuple[list[list[str]], str, bool]]
) -> None:
    desk.contract("s", "t", ["a", "b", "c"])
    contents = [_written(cells, end, quoted) for cells, end, quoted in files]
    batch = _batch(desk, contents)
    landed = desk.query(
        "select files.path, array_agg([a, b, c] order by _line_number) "
        "from landing.files inner join raw_s.t as landed on _file_id = rows_file_id "
        "group by files.path"
    )
    by_path = dict(landed)
    for path, (cells, _, _) in zip(batch, files, strict=True):
        expected = [[cell or None for cell in row] for row in cells if any(row)]
        assert by_path.get(path, []) == expected


@steady
@given(st.lists(mess, max_size=15))
def test_nothing_is_lost_from_a_mess(desk: Desk, contents: list[bytes]) -> None:
    desk.contract("s", "t", ["a", "b", "c"])
    batch = _batch(desk, [b"a,b,c\n" + content for content in contents])
    kept = dict(
        desk.query(
            """
            select files.path, string_agg(kept.text, '')
            from landing.files
            inner join (
                select _file_id as file_id, concat_ws('', a, b, c) as text from raw_s.t
                union all
                select file_id, raw_text from landing.quarantine
            ) as kept
                on files.rows_file_id = kept.file_id
            where status in ('landed', 'skipped')
            group by files.path
            """
        )
    )
    for path, content in batch.items():
        assert kept.get(path, "").count("k") == content.count(b"k")


def _written(cells: list[list[str]], end: str, quoted: bool) -> bytes:
    """A file as a careful writer makes it: what holds a sign of structure is quoted."""
    out = io.StringIO()
    out.write(f"a,b,c{end}")
    for row in cells:
        bare = not quoted and not any(sign in cell for cell in row for sign in '\r\n"')
        csv.writer(
            out, lineterminator=end, quoting=csv.QUOTE_MINIMAL if bare else csv.QUOTE_ALL
        ).writerow(row)
    return out.getvalue().encode()

"""The profile of a delivery: its rows, and how the cells of each column are shared among buckets.

A delivery is what came of one part of a table on one day; parts are those of the path, such as
store or audience, which have files of their own.

No profile holds a cell: the words of a small vocabulary stand in it as hashes, and those of columns
with personal data not at all.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import duckdb

from weft.sql import quote_identifier, quote_relation

SAMPLED = 500  # rows looked at of one delivery of a table
VOCABULARY = 30  # different words at most that are told apart by name

# Facets of how a cell looks are counted twice: by rows, and by different cells, since forty rows of
# one campaign have one id.
LOOKS = ("shape", "length", "hour", "size")
DIFFERENT = "different "  # stands before such a facet where different cells are counted

# column ('' for the facets of whole rows, `rows` and `key`) → facet → bucket → rows or cells
Shares = dict[str, dict[str, dict[str, int]]]


class Place(NamedTuple):
    """Where a delivery belongs: its landed table (`schema.table`), part and day."""

    relation: str
    part: str
    day: date


@dataclass(frozen=True)
class Table:
    """A landed table: `schema.table`, its cells, columns that name a row, cells that are personal.

    `cells` gives each by its name as SQL (`cells_of`); `personal` ones are looked at, but not word
    by word.
    """

    relation: str
    cells: Mapping[str, str]
    key: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Profile:
    """What came of one table on one day."""

    rows: int
    files: int = 1
    shares: Shares = field(default_factory=dict)


def cells_of(column: str, data_type: str) -> dict[str, str]:
    """Give the cells of a column by name, each as SQL: its own, or the texts of its structure.

    Of a list of structures, a cell holds the different texts of a field.
    """
    quoted = quote_identifier(column)
    structure = re.fullmatch(r"struct\((.*)\)(\[\])?", data_type, re.DOTALL)
    if not structure:
        return {} if data_type.endswith(("]", ")")) else {column: quoted}
    cells = {}
    for field_name in re.findall(r"(\w+)\s+varchar(?=,|$)", _outermost(structure[1])):
        name = quote_identifier(field_name)
        cells[f"{column}.{field_name}"] = (
            "array_to_string(list_sort(list_distinct("
            f"list_transform({quoted}, lambda each: each.{name}))), ' ')"
            if structure[2]
            else f"{quoted}.{name}"
        )
    return cells


def _outermost(fields: str) -> str:
    """Take what stands in brackets out of a list of fields."""
    while (shorter := re.sub(r"\([^()]*\)", "", fields)) != fields:
        fields = shorter
    return fields


def profiles(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Mapping[Place, Collection[int]]
) -> dict[Place, Shares]:
    """Profile deliveries of a landed table; `files` holds the numbers of each one's files.

    Rows of files that are not named count as delivered before when keys are asked for.
    """
    places = list(files)
    found: dict[Place, Shares] = {place: {} for place in places}
    if places:
        for number, column, facet, bucket, rows in _counted(connection, table, files):
            shares = found[places[number]]
            shares.setdefault(column, {}).setdefault(facet, {})[bucket] = rows
    return found


def _counted(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Mapping[Place, Collection[int]]
) -> Iterator[tuple[int, str, str, str, int]]:
    """Count the rows of each delivery, by its number, by column, facet and bucket."""
    numbered = [
        (number, place.day, file)
        for number, (place, numbers) in enumerate(files.items())
        for file in numbers
    ]
    connection.execute(
        "create or replace temp table profiled_files (_delivery bigint, _day date, _number bigint)"
    )
    connection.execute(
        "insert into profiled_files select unnest(?), unnest(?), unnest(?)",
        [list(column) for column in zip(*numbered, strict=True)],
    )
    relation = quote_relation(table.relation)
    cells = ", ".join(
        f"left(trim(cast({cell} as varchar)), 200) as {quote_identifier(name)}"
        for name, cell in table.cells.items()
    )
    connection.execute(
        f"""
        create or replace temp table profiled_rows as
        with sized as (
            select _delivery, count(*) as _all_rows
            from {relation} inner join profiled_files on _file_id = _number group by all
        )
        select _delivery, _day, _row_hash, {cells}
        from {relation} inner join profiled_files on _file_id = _number
        inner join sized using (_delivery)
        where hash(_row_hash) % greatest(1, _all_rows // {SAMPLED}) = 0
        """
    )
    connection.execute(
        f"""
        create or replace temp table profiled_cells as
        with cells as (
            unpivot (select * exclude (_row_hash) from profiled_rows)
            on columns(* exclude (_delivery, _day)) into name column_name value cell
        ),
        counted as (
            select _delivery, _day as day, column_name, cell, count(*) as cell_rows
            from cells where cell <> '' group by all
        ),
        read as (
            select *, {_SHAPE} as shape, {_DAY} as cell_day, {_HOUR} as cell_hour from counted
        )
        select *,
            count(*) over (partition by _delivery, column_name) as word_count,
            max(cell_rows) over (partition by _delivery, column_name) as most_rows
        from read
        """
    )
    yield from connection.execute(_FACETS, [sorted(table.personal)]).fetchall()
    yield from connection.execute(
        """
        select _delivery, '', 'rows', if(times = 1, 'once', 'repeated'), count(*)
        from (
            select _delivery, count(*) over (partition by _delivery, _row_hash) as times
            from profiled_rows
        )
        group by all
        """
    ).fetchall()
    if table.key:
        yield from connection.execute(_keys(relation, table.key)).fetchall()


# What a cell looks like, whatever it says.
_SHAPE = r"""case
    when regexp_full_match(cell, '20\d{6}|\d{16}') then 'moment'
    when regexp_matches(cell, '^\d{4}-\d\d-\d\d|^\d{1,2}[./](\d{1,2}|[A-Z][a-z]{2})[./]\d{4}')
        then 'moment'
    when regexp_matches(cell, '^-\d') then 'negative number'
    when regexp_full_match(cell, '\+?\d+') then 'whole number'
    when regexp_full_match(cell, '\+?\d[\d ,.]*[.,]\d+') then 'decimal number'
    when contains(cell, '@') then 'address'
    when regexp_full_match(cell, '\D*') then 'words'
    else 'words with digits' end"""

_DAY = r"""case
    when regexp_full_match(cell, '20\d{6}') then cast(try_strptime(cell, '%Y%m%d') as date)
    when regexp_full_match(cell, '\d{16}') then cast(make_timestamp(cast(cell as bigint)) as date)
    when regexp_matches(cell, '^\d{4}-\d\d-\d\d') then try_cast(left(cell, 10) as date)
    else cast(try_strptime(regexp_extract(cell, '^\d{1,2}[./]\w{1,3}[./]\d{4}'),
        ['%d/%m/%Y', '%m/%d/%Y', '%d/%b/%Y', '%d.%m.%Y']) as date) end"""

_HOUR = r"""case
    when regexp_full_match(cell, '\d{16}')
        then cast(hour(make_timestamp(cast(cell as bigint))) as integer)
    else try_cast(nullif(regexp_extract(cell, '^\d.{7,9}[T :](\d\d):\d\d', 1), '') as integer)
    end"""

# No letter at all, and UTF-8 that was read as something else.
_DAMAGE = r"'[\x{FFFD}\x{0}]|[ÃÂ][\x{80}-\x{BF}\x{152}-\x{2122}]|â€'"

_FACETS = rf"""
with whole as (select _delivery, count(*) as all_rows from profiled_rows group by _delivery),
filled as (
    select _delivery, column_name, sum(cell_rows) as filled_rows from profiled_cells group by all
),
parts as (
    select _delivery, column_name, 'fill' as facet, unnest(['filled', 'empty']) as bucket,
        unnest([filled_rows, all_rows - filled_rows]) as bucket_rows
    from filled inner join whole using (_delivery)
    union all
    select _delivery, column_name, 'shape', shape, cell_rows from profiled_cells
    union all
    select _delivery, column_name, 'length', cast(least(length(cell), 40) // 3 as varchar),
        cell_rows
    from profiled_cells
    union all
    select _delivery, column_name, 'damage',
        if(regexp_matches(cell, {_DAMAGE}), 'damaged', 'sound'),
        cell_rows
    from profiled_cells
    union all
    select _delivery, column_name, 'lag', case
            when cell_day > day + 1 then 'later'
            when cell_day >= day - 10 then 'lately'
            when cell_day >= day - 35 then 'last month'
            when cell_day >= day - 400 then 'last year'
            else 'long ago' end,
        cell_rows
    from profiled_cells where cell_day is not null
    union all
    select _delivery, column_name, 'hour', cast(cell_hour // 4 as varchar), cell_rows
    from profiled_cells where cell_hour is not null
    union all
    select _delivery, column_name, 'size',
        cast(floor(2 * log10(greatest(0.01, abs(try_cast(replace(cell, ',', '.') as double)))))
            as varchar),
        cell_rows
    from profiled_cells
    where length(cell) <= 10 and shape in ('negative number', 'whole number', 'decimal number')
        and not regexp_matches(cell, '^0\d')  -- a code, no amount
        and try_cast(replace(cell, ',', '.') as double) is not null
    union all
    select _delivery, column_name, 'crowd', unnest(['most', 'others']),
        unnest([any_value(most_rows), sum(cell_rows) - any_value(most_rows)])
    from profiled_cells group by _delivery, column_name
    union all
    select _delivery, column_name, 'value', left(md5(cell), 12), cell_rows from profiled_cells
    where word_count <= {VOCABULARY} and not list_contains(?, column_name)
)
select _delivery, column_name, facet, bucket, cast(sum(bucket_rows) as bigint)
from parts group by all having sum(bucket_rows) > 0
union all
select _delivery, column_name, '{DIFFERENT}' || facet, bucket, count(*)
from parts where facet in {LOOKS} group by all
"""


def _keys(relation: str, key: Sequence[str]) -> str:
    """Ask how many rows have a key of their own, and one that was never delivered before."""
    named = " || '|' || ".join(
        f"coalesce(cast({quote_identifier(name)} as varchar), '')" for name in key
    )
    return f"""
        with keyed as (
            select _file_id, _delivered_on, hash({named}) as key from {relation}
        ),
        delivered as (
            select _delivery, _day, key, count(*) as key_rows
            from keyed inner join profiled_files on _file_id = _number group by all
        ),
        first_days as (
            select key, min(_delivered_on) as first_day
            from keyed semi join delivered using (key) group by key
        )
        select _delivery, '', 'key',
            if(first_day < _day, 'known', 'new') || if(key_rows > 1, ', of several rows', ''),
            cast(sum(key_rows) as bigint)
        from delivered inner join first_days using (key) group by all
    """

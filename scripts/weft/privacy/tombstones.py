"""Tombstones: salted hashes of what was erased, and the rows of raw tables that carry one.

A row carries a tombstone by what it says word for word, by its natural key, or by a word of its
personal columns: an address, a number, an id. Nothing else of an erased person is kept.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from weft.sql import quote_identifier, quote_literal

if TYPE_CHECKING:
    from weft.landing.contracts import Contract

TOMBSTONES = "tombstones"
# Ids shorter than this, and numbers of fewer digits, stand for too much else.
_SHORTEST_ID = 10
_SHORTEST_NUMBER = 7
_BETWEEN = r"\x00-\x20,;|<>()\[\]{}=&?/\\\x22\x27"
_WORD = rf"[^{_BETWEEN}]*[0-9@][^{_BETWEEN}]*"
_NUMBER = r"[0-9](?:[ ().-]{0,2}[0-9])+"


@dataclass(frozen=True)
class Tombstones:
    """The salt of a warehouse and the hashes of all that was erased from it."""

    salt: str
    hashes: Collection[str]

    def __bool__(self) -> bool:
        """Whether anything was ever erased."""
        return bool(self.hashes)

    def hashed(self, token: str) -> str:
        """Give the SQL expression of a token's hash."""
        return f"sha256({quote_literal(self.salt)} || {token})"

    def hash_of(self, token: str) -> str:
        """Give a token's hash."""
        return hashlib.sha256(f"{self.salt}{token}".encode()).hexdigest()

    def lay(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the temporary table of the hashes, anew."""
        connection.execute(f"create or replace temp table {TOMBSTONES} (hash varchar)")
        self.add(connection, self.hashes)

    def add(self, connection: duckdb.DuckDBPyConnection, hashes: Collection[str]) -> None:
        """Add hashes to the temporary table."""
        connection.register("more_hashes", pa.table({"hash": pa.array([*hashes], pa.string())}))
        connection.execute(f"insert into {TOMBSTONES} select hash from more_hashes")
        connection.unregister("more_hashes")

    def carrying(self, contract: "Contract", relation: str, said: str | None = None) -> str:
        """Give the query for `row_id` and `file_id` of rows of `relation` that carry a tombstone.

        The relation has the shape of the contract's raw table. Rows of one record (an XML message)
        go together. said: a table with the rows of `said` for the relation, where there is one.
        """
        return (
            "with records as (select distinct _file_id, _line_number "
            f"from {relation} where rowid in (select row_id from "
            f"{said or f'({self.said(contract, relation)})'} "
            f"where token in (select hash(hash) from {TOMBSTONES}))) "
            "select cells.rowid as row_id, cells._file_id as file_id "
            f"from {relation} as cells inner join records on cells._file_id = records._file_id "
            "and cells._line_number is not distinct from records._line_number"
        )

    def said(self, contract: "Contract", relation: str) -> str:
        """Give the query for `row_id` and `token` of all by which a tombstone could know a row.

        Tokens are 64 bits of the hash that a tombstone would be: too many to be kept whole.
        """
        return (
            f"select row_id, hash({self.hashed('token')}) as token from (select row_id, "
            f"unnest([row_token, key_token] || {words('said')}) as token from (select "
            f"rowid as row_id, {row_token(contract)} as row_token, "
            f"{key_token(contract)} as key_token, {personal_text(contract)} as said "
            f"from {relation})) where token is not null"
        )

    def texts_carrying(
        self,
        connection: duckdb.DuckDBPyConnection,
        texts: Sequence[str],
        contract: "Contract | None" = None,
    ) -> set[int]:
        """Give the places of those texts that carry a tombstone.

        With a contract they are rows of its files, known also by what they say as a whole.
        """
        if not texts:
            return set()
        places = pa.table({"place": range(len(texts)), "said": pa.array(texts, pa.string())})
        connection.register("texts_set_aside", places)
        whole = text_token(contract, "said") if contract else "said"
        rows = connection.execute(
            "select distinct place from (select place, "
            f"unnest({words('said')} || [{whole}]) as token "
            f"from texts_set_aside) where {self.hashed('token')} in (select hash from {TOMBSTONES})"
        ).fetchall()
        connection.unregister("texts_set_aside")
        return {place for (place,) in rows}


def words(text: str) -> str:
    """Give the SQL list of the words of a text that may be somebody's address, number or id."""
    # To replace takes ten times as long as to look whether there is anything to replace.
    plain = (
        f"case when contains({text}, '%') "
        f"then replace(replace({text}, '%40', '@'), '%2B', '+') else {text} end"
    )
    found = f"regexp_extract_all({plain}, {quote_literal(_WORD)})"
    trimmed = "regexp_replace(regexp_replace(w, '^(?:mailto:|[.:+])+', ''), '[.:!]+$', '')"
    ids = (
        f"list_filter(list_transform({found}, lambda w: case when contains(w, '@') "
        f"then lower({trimmed}) else {trimmed} end), "
        f"lambda w: contains(w, '@') or length(w) >= {_SHORTEST_ID})"
    )
    numbers = (
        f"list_filter(list_transform(regexp_extract_all({plain}, {quote_literal(_NUMBER)}), "
        "lambda n: regexp_replace(n, '[^0-9]', '', 'g')), "
        f"lambda n: length(n) between {_SHORTEST_NUMBER} and 19)"
    )
    return f"coalesce(list_distinct({ids} || {numbers}), [])"


def row_token(contract: "Contract") -> str:
    """Give the SQL expression of what a raw row says word for word."""
    return f"{quote_literal(contract.name)} || chr(31) || _row_hash"


def text_token(contract: "Contract", text: str) -> str:
    """Give the SQL expression of the text of a row that could not land."""
    return f"{quote_literal(contract.name)} || chr(30) || {text}"


def key_token(contract: "Contract") -> str:
    """Give the SQL expression of a raw row's natural key, null where its table has none."""
    if not contract.natural_key:
        return "cast(null as varchar)"
    parts = [f"coalesce({plain_cell(name)}, '')" for name in contract.natural_key]
    return " || chr(31) || ".join([quote_literal(contract.name), "'key'", *parts])


def plain_cell(column: str) -> str:
    """Give the SQL expression of a key's cell without what spreadsheets do to it."""
    cell = f"cast({quote_identifier(column)} as varchar)"
    return rf"regexp_replace({cell}, '[\s\x27`\x{{2019}}]|\.0$', '', 'g')"


def personal_text(contract: "Contract") -> str:
    """Give the SQL expression of all that a raw row says of a person, as one text."""
    cells = [
        f"cast({quote_identifier(column.name)} as varchar)"
        for column in contract.columns
        if column.is_personal
    ]
    return f"concat_ws(chr(31), {', '.join([*cells, '_extra_columns'])})"

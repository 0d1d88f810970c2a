"""Whom a request is about, and every row that is hers alone.

The identity result says whose a record is; what her records did, and what only she is called by,
leads to the raw rows. Whatever she shares, a mailbox, a landline, an address, leads nowhere.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb

from weft.errors import WeftError
from weft.landing import tables
from weft.landing.contracts import Contract
from weft.landing.quarantine import QuarantinedRow, quarantined_rows
from weft.pipeline import databases
from weft.pipeline.ledger import RowName
from weft.privacy.tombstones import (
    Tombstones,
    key_token,
    personal_text,
    plain_cell,
    row_token,
    text_token,
    words,
)
from weft.sql import quote_identifier, quote_literal
from weft.steward.references import find

NEEDED = ("marts.customer_records", "marts.customer_identifiers", "conformed.people__unioned")
# Identifiers that stand for a company, a bank card's last digits or one piece of mail.
NOBODY_ALONE = ("salesforce_account_id", "payment_card", "mail_urn", "twilio_number")
_TWO_DIGIT_CODES = re.compile(r"2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")

Line = tuple[int, int]  # file_id, record number


@dataclass
class Found:
    """What is held on the people of a request, and the hashes that stand for them from now on.

    namesakes: other customers of her name at her postcode, who may be she as well. rows: raw
    table → its rows that are hers. lines: (file_id, record number) of those and of rows set aside.
    set_aside: what decisions call the latter.
    """

    customer_keys: tuple[str, ...]
    hashes: set[str] = field(default_factory=set)
    rows: dict[str, int] = field(default_factory=dict)
    lines: set[Line] = field(default_factory=set)
    set_aside: set[RowName] = field(default_factory=set)
    namesakes: tuple[str, ...] = ()
    records: int = 0
    identifiers: int = 0

    @property
    def places(self) -> dict[str, int]:
        """Counts by place, without a word of the person."""
        return {
            "customers": len(self.customer_keys),
            "records": self.records,
            "identifiers of hers alone": self.identifiers,
            **self.rows,
            **({"rows in quarantine": len(self.set_aside)} if self.set_aside else {}),
            **({"others of her name, left": len(self.namesakes)} if self.namesakes else {}),
        }


def phone_forms(number: str) -> set[str]:
    """Give the digits by which an E.164 number is written: with and without country and trunk."""
    digits = re.sub(r"\D", "", number)
    length = 1 if digits[:1] in ("1", "7") else 2 if _TWO_DIGIT_CODES.match(digits) else 3
    code, national = digits[:length], digits[length:]
    return {digits, f"00{digits}", national, f"0{national}", f"{code}0{national}"}


def customers_named(
    connection: duckdb.DuckDBPyConnection, references: Iterable[str]
) -> tuple[str, ...]:
    """Give the customers that references name: an address, a number, a card, an id or a key.

    Errors: WeftError where one names nobody, or is shared and so names several.
    """
    if missing := [name for name in NEEDED if name not in databases.relations(connection)]:
        raise WeftError(
            f"The candidate has no {missing[0]}, so nobody can be found in it.",
            "`weft run` builds it anew; then ask again.",
        )
    return tuple(dict.fromkeys(_customer(connection, reference) for reference in references))


def _customer(connection: duckdb.DuckDBPyConnection, reference: str) -> str:
    plain = re.sub(r"\s", "", reference)
    digits = re.sub(r"\D", "", reference).lstrip("0")
    rows = connection.execute(
        "select distinct customer_key from marts.customer_identifiers "
        "where (identifier_value = ? or lower(identifier_value) = lower(?) "
        "or identifier_type in ('phone', 'mobile') and length(?) >= 8 "
        "and ends_with(regexp_replace(identifier_value, '[^0-9]', '', 'g'), ?)) order by 1",
        [plain, plain, digits, digits if not plain.strip("+()-./0123456789") else "none"],
    ).fetchall()
    if len(rows) > 1:
        raise WeftError(
            f"{len(rows)} customers use what was named: " + ", ".join(key for (key,) in rows),
            "See who they are with `weft brief KEY`, and name one by her key.",
        )
    return str(rows[0][0]) if rows else find(connection, reference).customer_key


class Search:
    """The search for people in one candidate: all that raw rows say is read once.

    asked: keys of all customers that will be looked for; salt: that of the tombstones.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        contracts: Sequence[Contract],
        salt: str,
        asked: Iterable[str],
    ) -> None:
        """Make the temporary tables of what raw rows say, and of those that say where she lives."""
        self.connection = connection
        self.contracts = contracts
        self.tombstones = Tombstones(salt, ())
        for contract in contracts:
            said = self.tombstones.said(contract, tables.raw_table(contract))
            connection.execute(f"create or replace temp table {_what_rows_say(contract)} as {said}")
        _lay_rows_at_home(connection, contracts, asked)

    def find(self, customer_keys: Sequence[str]) -> Found:
        """Find all that is held on customers.

        Leaves the temporary tables `her_keys` (our keys and plain identifiers of hers alone),
        `her_rows` (contract and rowid of her raw rows) and `tombstones` (the hashes of all those).
        """
        connection = self.connection
        found = Found(tuple(customer_keys))
        self.tombstones.lay(connection)
        _her_tables(connection, customer_keys)
        found.records = _count(connection, "her_records")
        found.identifiers = _count(connection, "her_values")
        hers = _said(connection, "her_values")
        shared = _said(connection, "shared_values")
        hers |= _words(connection, "select source_id from her_records")
        hers |= _words(connection, "select visitor_id from her_visitor_names")
        hers |= _words(connection, "select key from her_references")
        _make(connection, "her_words", "word varchar", [(word,) for word in hers - shared])
        _make(connection, "shared_words", "word varchar", [(word,) for word in shared])
        for column, table in (("word", "her_words"), ("key", "her_keys")):
            connection.execute(
                f"insert into tombstones select {self.tombstones.hashed(column)} from {table}"
            )
        found.namesakes = _namesakes(connection)
        _her_lines(connection)
        _her_names(connection)
        connection.execute("create or replace temp table her_rows (name varchar, row_id bigint)")
        for contract in self.contracts:
            self._take(contract, _on_her_lines(contract))
            if not found.namesakes:
                self._take(contract, _strays(contract))
        while sum(self._take(each, self._carrying(each)) for each in self.contracts):
            pass
        for contract in self.contracts:
            lines = connection.execute(
                f"select _file_id, _line_number from {tables.raw_table(contract)} "
                "where rowid in (select row_id from her_rows where name = ?)",
                [contract.name],
            ).fetchall()
            if lines:
                found.rows[contract.name] = len(lines)
                found.lines |= {(file_id, line) for file_id, line in lines}
        _search_set_aside(connection, self.contracts, self.tombstones, found)
        hashes = connection.execute("select distinct hash from tombstones").fetchall()
        found.hashes = {each for (each,) in hashes}
        return found

    def _carrying(self, contract: Contract) -> str:
        """Give the query for the rows of a raw table that a tombstone leads to."""
        raw = tables.raw_table(contract)
        return self.tombstones.carrying(contract, raw, _what_rows_say(contract))

    def _take(self, contract: Contract, query: str) -> int:
        """Take in the rows a query leads to, lay their tombstones, and give how many were new."""
        [(taken,)] = self.connection.execute(
            f"insert into her_rows select distinct ?, row_id from ({query}) "
            "where row_id not in (select row_id from her_rows where name = ?)",
            [contract.name, contract.name],
        ).fetchall()
        if not taken:
            return 0
        key_cells = ", ".join(["''", *map(plain_cell, contract.natural_key)])
        # A key that names what she shares with others is not hers alone.
        is_shared = (
            f"list_has_any({words(f'concat_ws(chr(31), {key_cells})')}, "
            "(select coalesce(list(word), []) from shared_words))"
        )
        self.connection.execute(
            f"insert into tombstones select distinct hash from ("
            f"select unnest([{self.tombstones.hashed(row_token(contract))}, "
            f"case when not {is_shared} "
            f"then {self.tombstones.hashed(key_token(contract))} end]) as hash "
            f"from {tables.raw_table(contract)} "
            "where rowid in (select row_id from her_rows where name = ?)) "
            "where hash is not null and hash not in (select hash from tombstones)",
            [contract.name],
        )
        return int(taken)


def _what_rows_say(contract: Contract) -> str:
    """Name the temporary table of all by which tombstones know the rows of a raw table."""
    return quote_identifier(f"said {contract.name}")


def _lay_rows_at_home(
    connection: duckdb.DuckDBPyConnection, contracts: Sequence[Contract], asked: Iterable[str]
) -> None:
    """Make the table of raw rows that say the postcode of anybody asked for, with all they say."""
    homes = connection.execute(
        "select distinct replace(postcode, ' ', '') from conformed.people__unioned "
        "where postcode <> '' and record_key in ("
        "select record_key from marts.customer_records where list_contains(?, customer_key))",
        [[*asked]],
    ).fetchall()
    # Found faster than looked up: one expression for all, blanks between any two letters.
    any_home = "|".join(" *".join(map(re.escape, home)) for (home,) in homes) or "^$"
    connection.execute(
        "create or replace temp table rows_at_home (name varchar, row_id bigint, said varchar)"
    )
    for contract in contracts:
        connection.execute(
            "insert into rows_at_home select ?, row_id, lower(said) from ("
            f"select rowid as row_id, {personal_text(contract)} as said "
            f"from {tables.raw_table(contract)}) "
            f"where regexp_matches(said, {quote_literal(any_home)}, 'i')",
            [contract.name],
        )


def _her_tables(connection: duckdb.DuckDBPyConnection, customer_keys: Sequence[str]) -> None:
    """Make the tables of her records, and of what is hers alone."""
    _make(connection, "her_customers", "key varchar", [(key,) for key in customer_keys])
    connection.execute(
        f"""
        create or replace temp table her_records as
        select record_key as key, source_id from marts.customer_records
        where customer_key in (from her_customers);

        create or replace temp table her_values as
        select identifier_type, identifier_value from marts.customer_identifiers
        group by all
        having bool_and(customer_key in (from her_customers) and not is_generic)
            and not list_contains({list(NOBODY_ALONE)}, identifier_type);

        create or replace temp table shared_values as
        select distinct identifier_type, identifier_value from marts.customer_identifiers
        where customer_key in (from her_customers)
            and (identifier_type, identifier_value) not in (from her_values);

        create or replace temp table her_visitors as
        select visitor_key as key from marts.customer_visitors
        group by 1
        having bool_and(customer_key is null or customer_key in (from her_customers))
            and count(customer_key) > 0;

        create or replace temp table her_visitor_names as
        select visitor_id from conformed.visitors__unioned
        where visitor_key in (from her_visitors);

        create or replace temp table her_orders as
        select order_key as key from marts.fct_orders where customer_key in (from her_customers);

        create or replace temp table her_sends as
        select send_key as key from activity.sends__resolved
        where customer_key in (from her_customers)
        union
        select response_key from activity.responses__resolved
        where customer_key in (from her_customers);

        create or replace temp table her_suppressions as
        select suppression_key as key from identity.suppressions__matched
        group by 1
        having bool_and(customer_key in (from her_customers));

        create or replace temp table her_references as
        select customer_reference as key from marts.customer_references
        where customer_key in (from her_customers);

        create or replace temp table her_keys as
        select key from her_customers
        union select key from her_references
        union select key from her_records
        union select key from her_visitors
        union select key from her_orders
        union select key from her_sends
        union select identifier_value from her_values
        union select old_customer_key from marts.customer_key_history
        where customer_key in (from her_customers);
        """
    )


def _namesakes(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Give other customers who bear her name at her postcode: matching may have missed them."""
    rows = connection.execute(
        "select distinct others.customer_key "
        "from identity.people__standardised as said "
        "inner join identity.people__standardised as told "
        "on said.given_key = told.given_key and said.family_key = told.family_key "
        "and said.postcode_key = told.postcode_key "
        "inner join marts.customer_records as others on told.record_key = others.record_key "
        "where said.record_key in (select key from her_records) and length(said.given_key) > 1 "
        "and others.customer_key not in (from her_customers) order by 1"
    ).fetchall()
    return tuple(key for (key,) in rows)


def _her_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table of the files and records that conformed rows of hers come from."""
    conditions = {
        "record_key": "record_key in (select key from her_records)",
        "order_key": "order_key in (from her_orders)",
        "send_key": "send_key in (from her_sends)",
        "response_key": "response_key in (from her_sends)",
        "suppression_key": "suppression_key in (from her_suppressions)",
        "identifier_value": "(identifier_type, identifier_value) in (from her_values)",
        "visitor_key": "visitor_key in (from her_visitors)",
        "event_key": "exists (select 1 from marts.customer_visitors as stays "
        "where stays.customer_key in (from her_customers) and stays.visitor_key = told.visitor_key "
        "and told.occurred_at >= stays.valid_from and told.occurred_at < stays.valid_to)",
    }
    selects = [
        f"select source_file, line_number from {relation} as told where "
        + " or ".join(f"coalesce({conditions[name]}, false)" for name in known)
        for relation, columns in databases.relations(connection).items()
        if relation.startswith("conformed.") and relation.endswith("__unioned")
        if (known := [name for name in conditions if name in columns])
    ]
    # A path counts in its newest version only.
    connection.execute(
        "create or replace temp table her_lines as "
        f"with told as ({' union '.join(selects)}), "
        "newest as (select path, max_by(file_id, (delivered_on, file_id)) as file_id "
        "from landing.files where status = 'landed' group by path) "
        "select newest.file_id, told.line_number from told "
        "inner join newest on told.source_file = newest.path"
    )


def _on_her_lines(contract: Contract) -> str:
    raw = tables.raw_table(contract)
    return (
        f"select {raw}.rowid as row_id from {raw} inner join her_lines "
        f"on {raw}._file_id = her_lines.file_id and {raw}._line_number = her_lines.line_number"
    )


def _her_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of her names at her postcodes, and of all by which others are called."""
    connection.execute(
        """
        create or replace temp table her_names as
        select distinct lower(given_name) as given, lower(family_name) as family,
            lower(replace(postcode, ' ', '')) as home
        from conformed.people__unioned
        where record_key in (select key from her_records)
            and length(given_name) > 1 and length(family_name) > 1 and postcode <> '';

        create or replace temp table words_of_others as
        select distinct ltrim(identifier_value, '+') as word from marts.customer_identifiers
        where customer_key not in (from her_customers);
        """
    )


def _strays(contract: Contract) -> str:
    """Ask for rows that say her name and postcode and lead to nobody, as of a number since gone."""
    return f"""
        with named as (
            select row_id, said from rows_at_home
            where name = {quote_literal(contract.name)} and exists (
                select 1 from her_names
                where contains(said, given) and contains(said, family)
                    and contains(replace(said, ' ', ''), home)
            )
        ),
        of_others as (
            select row_id from (select row_id, unnest({words("said")}) as word from named)
            where word in (select lower(word) from words_of_others)
        )
        select row_id from named where row_id not in (from of_others)
    """


def _search_set_aside(
    connection: duckdb.DuckDBPyConnection,
    contracts: Sequence[Contract],
    tombstones: Tombstones,
    found: Found,
) -> None:
    """Find rows in quarantine that name her, or family name and postcode or address of hers."""
    homes = connection.execute(
        "select distinct lower(family_name), lower(replace(home, ' ', '')) from ("
        "select family_name, unnest([postcode, address_line_1]) as home "
        "from conformed.people__unioned where record_key in (select key from her_records)) "
        "where family_name is not null and home is not null"
    ).fetchall()
    for contract in contracts:
        for row in _set_aside(connection, contract):
            plain = row.raw_text.lower().replace(" ", "")
            if (row.file_id, row.line_number) in found.lines or any(
                name in plain and home in plain for name, home in homes
            ):
                connection.execute(
                    f"insert into tombstones select {tombstones.hashed(text_token(contract, '?'))}",
                    [row.raw_text],
                )
        found.set_aside |= {row.row for row in rows_set_aside(connection, contract, tombstones)}


def rows_set_aside(
    connection: duckdb.DuckDBPyConnection, contract: Contract, tombstones: Tombstones
) -> list[QuarantinedRow]:
    """Give the rows of a contract's files in quarantine that carry a tombstone."""
    rows = _set_aside(connection, contract)
    carrying = tombstones.texts_carrying(connection, [row.raw_text for row in rows], contract)
    return [row for place, row in enumerate(rows) if place in carrying]


def _set_aside(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[QuarantinedRow]:
    return quarantined_rows(
        connection,
        "files.source_name = ? and files.table_name = ?",
        [contract.source_name, contract.table_name],
    )


def _said(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """Give the words by which raw rows may call what a table of identifiers lists."""
    rows = connection.execute(f"select identifier_type, identifier_value from {table}").fetchall()
    phones = {value for kind, value in rows if kind in ("phone", "mobile")}
    said = {form for value in phones for form in phone_forms(value)}
    query = f"select identifier_value from {table} where identifier_type not in ('phone', 'mobile')"
    return said | _words(connection, query)


def _words(connection: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    rows = connection.execute(
        f"select word from (select unnest({words('value')}) as word from ({query}) as t(value)) "
        "where contains(word, '@') or length(word) >= 10 "
    ).fetchall()
    found = {word for (word,) in rows}
    hashed = connection.execute(
        "select md5(word) from (select unnest(?::varchar[]) as word) where contains(word, '@')",
        [[*found]],
    ).fetchall()
    return found | {word for (word,) in hashed}


def _make(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple[str]]
) -> None:
    connection.execute(f"create or replace temp table {table} ({columns})")
    connection.execute(f"insert into {table} select unnest(?::varchar[])", [[r for (r,) in rows]])


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])

"""Suppression files: mailing and telephone preference, the deceased, the gone away; full lists."""

from weft.sample.context import Context
from weft.sample.files import Layout

# Fields of the two layouts of the Mailing Preference Service: SQL and width.
ORIGINAL = (
    ("case when action = 'P' then 'R' else action end", 1),
    ("strftime(requested_on, '%d%m%Y')", 8),
    ("case when action = 'I' then 'ACF' end", 8),
    ("null", 6),
    ("title", 4),
    ("given_name[1]", 3),
    ("family_name", 21),
    ("null", 4),
    ("line_1", 32),
    ("null", 32),
    ("null", 32),
    ("city", 25),
    ("region", 20),
    ("postcode", 8),
    ("'1A'", 2),
)
PERSONAL = (
    ("action", 1),
    ("strftime(requested_on, '%d%m%Y')", 8),
    ("null", 8),
    ("null", 8),
    ("title", 20),
    ("case when action = 'X' then given_name[1] else given_name end", 50),
    ("family_name", 50),
    ("null", 10),
    ("line_1", 50),
    ("null", 50),
    ("null", 50),
    ("city", 50),
    ("region", 50),
    ("postcode", 8),
    ("'1A'", 2),
)


def write(context: Context) -> None:
    """Write the folder `suppression` into every delivery that brings full lists."""
    _entries(context)
    _mailing_preference(context)
    _telephone_preference(context)
    _registers(context)
    context.drop(["suppressed", "suppressed_name", "suppressed_number"])


def _entries(context: Context) -> None:
    """Give each entry its person as the register knows them: where they lived when it was made."""
    context.table(
        "suppressed",
        """
        select entry.list, entry.person_id, entry.requested_on, person.deceased_on,
            upper(person.title) as title,
            upper(strip_accents(person.given_name)) as given_name,
                upper(strip_accents(person.family_name)) as family_name,
            upper(strip_accents(concat_ws(', ', address.unit,
                address.house_number || ' ' || address.street))) as line_1,
            upper(strip_accents(address.city)) as city, upper(address.region) as region,
                address.postcode,
            person.country_code, household.landline
        from suppression as entry
        inner join person on person.person_id = entry.person_id
        inner join household on household.household_id = person.household_id
        -- A gone-away entry is about the address that was left.
        inner join residence
            on residence.person_id = entry.person_id
            and case when entry.list = 'gone_away' then residence.valid_to < date '9999-12-31'
                else entry.requested_on >= residence.valid_from
                    and entry.requested_on < residence.valid_to end
        inner join address on address.address_id = residence.address_id
        """,
    )


def _mailing_preference(context: Context) -> None:
    """Write the Original layout at first, then the Personal one."""
    context.table(
        "suppressed_name",
        """
        with entries as (
            select *, case when list = 'deceased' then 'X'
                when chance('wishes mail', person_id, 0.03) then 'I' else 'P' end
                as action
            from suppressed
            where country_code = 'GB' and (list = 'mps'
                or (list = 'deceased' and chance('mps knows', person_id, 0.4)))
        )
        select snapshot.delivered_on, entries.*
        from entries
        inner join snapshot on entries.requested_on < snapshot.delivered_on
        """,
    )
    for layout, name, condition in (
        (ORIGINAL, "mps_original", "is_old_delivery(delivered_on)"),
        (PERSONAL, "mps_personal", "not is_old_delivery(delivered_on) and action <> 'I'"),
    ):
        fields = " || ".join(
            f"rpad(coalesce(({text})::varchar, ''), {width}, ' ')" for text, width in layout
        )
        context.extracts.write_lines(
            "suppressed_name",
            f"{fields} || chr(13) || chr(10)",
            path=f"delivered_on || '/suppression/{name}_' || delivered_on || '.txt'",
            order_by="postcode, family_name, person_id",
            where=condition,
            encoding="cp1252",
        )


def _telephone_preference(context: Context) -> None:
    """Write numbers only, most of people we do not know; of old with a blank after the code."""
    context.table(
        "suppressed_number",
        """
        with numbers as (
            select 'tps' as register, '0' || landline[4:] as number, requested_on
            from suppressed where list = 'tps' and landline is not null
            union
            select 'tps', '01' || (200000000 + whole('unknown number', n, 700000000)),
                getvariable('period_start')
            from range(getvariable('customers') // 4) as others(n)
            union
            select 'ctps', '0' || phone[4:], opened_on
            from account where chance('on the ctps', account_id, 0.2)
        )
        select snapshot.delivered_on, register, number,
            is_old_delivery(snapshot.delivered_on) as has_blank
        from numbers
        inner join snapshot on numbers.requested_on < snapshot.delivered_on
        """,
    )
    context.extracts.write_lines(
        "suppressed_number",
        "case when has_blank then rpad(number[1:5], 5, ' ') || lpad(number[6:], 7, ' ') "
        "else rpad(number, 12, ' ') end "
        "|| chr(13) || chr(10)",
        path="delivered_on || '/suppression/' || register || '_' || delivered_on || '.txt'",
        order_by="number",
        encoding="cp1252",
    )


def _registers(context: Context) -> None:
    """Write the registers of the deceased and of those gone away."""
    for name, listed, dated in (
        ("deceased", "list = 'deceased'", ("Date of Death", "strftime(deceased_on, '%d/%m/%Y')")),
        (
            "gone_away",
            "list = 'gone_away'",
            ("Gone Away Date", "strftime(requested_on, '%d/%m/%Y')"),
        ),
    ):
        context.table(
            "suppressed_name",
            f"""
            select snapshot.delivered_on, suppressed.*
            from suppressed
            inner join snapshot on suppressed.requested_on < snapshot.delivered_on
            where {listed}
            """,
        )
        context.extracts.write(
            "suppressed_name",
            [
                ("Record ID", "1000000 + person_id"),
                ("Title", "title"),
                ("Forename", "given_name"),
                ("Surname", "family_name"),
                ("Address 1", "line_1"),
                ("Address 2", "null"),
                ("Town", "city"),
                ("County", "region"),
                ("Postcode", "postcode"),
                dated,
            ],
            path=f"delivered_on || '/suppression/{name}_' || delivered_on || '.csv'",
            order_by="person_id",
            layout=Layout(newline="\r\n"),
        )

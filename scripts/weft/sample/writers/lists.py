"""Contact lists that have no connector: one rented for mailings, one swapped with a partner."""

from weft.sample.context import Context
from weft.sample.files import Layout


def write(context: Context) -> None:
    """Write `lists/rented_home_<date>.csv` and `lists/partner_wine_club_<date>.csv`."""
    _rented(context)
    _partner(context)
    context.drop(["list_person", "list_row"])


def _delivered(context: Context, seed: str, share: float) -> None:
    """Make the records of a list and the rows of its two deliveries, the second the longer."""
    context.records("list_person", seed, "person")
    context.table(
        "list_row",
        f"""
        with days as (
            select delivered_on, row_number() over (order by delivered_on) as place,
                count(*) over () as places
            from delivery
        )
        select days.delivered_on, person.*
        from list_person as person
        inner join days on place = places // 2
            and chance('listed first', person.source_id, {share}) or place = places - 4
        """,
    )


def _rented(context: Context) -> None:
    """Write prospects, some with a loyalty card they say they have, and some of them wrongly."""
    _delivered(
        context,
        """
        select 'list:rented_home' as source_system,
            'RH' || lpad(scramble(person.person_id)::varchar, 11, '0') as source_id,
            person.person_id, getvariable('period_start') + 200 as as_of, null::varchar as email,
                false as needs_email,
            null::bigint as address_id,
            case
                when card.card_no is null or not chance('claims a card', person.person_id, 0.3)
                    then null
                when chance('claims a wrong card', person.person_id, 0.1)
                    then (select max(card_no) from card_use)
                else card.card_no
            end as claimed_card
        from person
        left join card_use as card on card.person_id = person.person_id
            and card.relation_id = person.person_id * 4
        where chance('on the rented list', person.person_id,
            case when person.kind = 'prospect' then 0.35 else 0.03 end)
        """,
        0.85,
    )
    context.extracts.write(
        "list_row",
        [
            ("person_id", "source_id"),
            ("title", "or_null_word(title, 'title', source_id)"),
            ("given_name", "given_name"),
            ("family_name", "family_name"),
            ("address_1", "address_line_1"),
            ("city", "city"),
            ("region", "region"),
            ("postcode", "postcode"),
            ("country", "country_code"),
            ("phone", "or_null_word(landline, 'phone', source_id)"),
            ("email", "or_null_word(email, 'email', source_id)"),
            ("loyalty_card", "claimed_card"),
            ("updated_at", "as_of"),
            ("lifestyle_code", "'L' || (1 + whole('lifestyle', source_id, 9))"),
        ],
        path="delivered_on || '/lists/rented_home_' || delivered_on || '.csv'",
        order_by="source_id",
        layout=Layout(bom=True),
    )


def _partner(context: Context) -> None:
    """Write the members of a partner's club, with one column for the whole name."""
    _delivered(
        context,
        """
        select 'list:partner_wine_club' as source_system, 'WC-' || (10000 + person_id) as source_id,
            person_id,
            getvariable('period_start') + 150 as as_of, null::varchar as email, true as needs_email,
            null::bigint as address_id, given_name as first_name, family_name as last_name
        from person
        where chance('in the wine club', person_id, 0.03)
        """,
        0.9,
    )
    context.extracts.write(
        "list_row",
        [
            ("Person ID", "source_id"),
            ("Name", "full_name"),
            (
                "DOB",
                "case when chance('year only', source_id, 0.2) then strftime(birth_date, '%Y') "
                "else strftime(birth_date, '%Y%m%d') end",
            ),
            ("Email Address", "email"),
            ("Mobile Phone", "or_null_word(mobile, 'mobile', source_id)"),
            ("Address Line 1", "address_line_1"),
            ("Town", "city"),
            ("Postal Code", "postcode"),
            ("Country", "country_code"),
        ],
        path="delivered_on || '/lists/partner_wine_club_' || delivered_on || '.csv'",
        order_by="source_id",
        layout=Layout(quote="all", newline="\r\n"),
    )

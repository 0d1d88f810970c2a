"""Third-party data appended to our own names: two deliveries, each with its own headers."""

from weft.sample.context import Context
from weft.sample.files import Column, Layout


def write(context: Context) -> None:
    """Write `append/append_<date>.txt`: our columns echoed, then codes and their match level."""
    context.table(
        "append_row",
        """
        with days as (
            select delivered_on, row_number() over (order by delivered_on) as place,
                count(*) over () as places
            from delivery
        ),
        chosen as (
            select delivered_on, place > places / 2 as is_second from days
            where place in (places // 3, places * 4 // 5)
        ),
        sent as (
            select chosen.*, mailable.list_code, registration.source_id as customer_no,
                registration.registration_id,
                registration.person_id, registration.registration_id * 2 + is_second::integer
                    as draw_key
            from mailable
            inner join registration on registration.registration_id = mailable.registration_id
            inner join chosen on registration.registered_at < chosen.delivered_on - 14
            where mailable.list_code in ('HOUSE-LOY', 'HOUSE-WEB')
                and chance('sent for data', registration.registration_id, 0.6)
        )
        select sent.*, person.title, person.given_name, person.family_name, person.birth_date,
            person.gender,
            address.house_number || ' ' || address.street as street, address.city, address.postcode,
            household.size, household.arrangement, household_income.income_n,
            residence.valid_from,
            case
                when chance('no match', draw_key, 0.18) then null
                when chance('matches the person', draw_key, 0.55) then 'I'
                when chance('matches the household', draw_key, 0.65) then 'H'
                else 'G'
            end as match_level
        from sent
        inner join person on person.person_id = sent.person_id
        inner join household on household.household_id = person.household_id
        inner join household_income on household_income.household_id = person.household_id
        inner join residence
            on residence.person_id = sent.person_id and delivered_on >= residence.valid_from
            and delivered_on < residence.valid_to
        inner join address on address.address_id = residence.address_id
        """,
    )
    for older, condition in ((True, "not is_second"), (False, "is_second")):
        context.extracts.write(
            "append_row",
            _columns(older),
            path="delivered_on || '/append/append_' || delivered_on || '.txt'",
            order_by="registration_id",
            where=condition,
            layout=Layout(delimiter="|", quote="none", newline="\r\n"),
            break_by="draw_key",
        )
    context.drop(["append_row"])


def _columns(older: bool) -> list[Column]:
    """Give the columns; the supplier's first dictionary has other names."""

    def matched(code: str) -> str:
        return f"case when match_level is not null then {code} end"

    children = "arrangement in ('family', 'parent and child') and match_level <> 'G'"
    return [
        ("CUSTOMER_ID" if older else "CUSTOMER_NO", "customer_no"),
        ("LIST_CODE", "list_code"),
        ("TITLE", "title"),
        ("FIRST_NAME" if older else "FORENAME", "given_name"),
        ("LAST_NAME" if older else "SURNAME", "family_name"),
        ("ADDRESS_1", "street"),
        ("TOWN", "city"),
        ("POSTCODE", "postcode"),
        ("MATCH_LEVEL", "match_level"),
        ("MATCH_DATE", "strftime(delivered_on - 7, '%Y%m')"),
        (
            "HH_INCOME" if older else "HOUSEHOLD_INCOME",
            # Of who is not found, the supplier knows the postcode.
            matched(
                "income_code(case when match_level = 'G' then area_income(postcode) "
                "else income_n end)"
            ),
        ),
        (
            "PRESENCE_OF_CHILDREN",
            matched(
                f"case when {children} then '1Y' when chance('unknown', draw_key, 0.2) then '5U' "
                f"else '5N' end"
            ),
        ),
        (
            "HOME_OWNERSHIP",
            matched("pick(['H', '9', '8', '7', 'R', 'T', 'U'], 'owner', postcode || street)"),
        ),
        (
            "MARITAL_STATUS",
            matched("case when arrangement in ('couple', 'family') then 'MD04' else 'MD01' end"),
        ),
        (
            "LENGTH_OF_RESIDENCE",
            matched(
                "case when valid_from > date '1990-01-01' then 0 "
                "else 3 + whole('years', draw_key // 2, 15) end"
            ),
        ),
        ("BIRTH_YYYYMM", "case when match_level = 'I' then strftime(birth_date, '%Y%m') end"),
        ("GENDER", "case when match_level = 'I' then gender end"),
        (
            "HH_COMP_SIZE" if older else "HOUSEHOLD_SIZE",
            "case when match_level in ('I', 'H') then size end",
        ),
        (
            "MOSAIC" if older else "SEGMENT",
            matched(
                "chr(65 + whole('segment', postcode, 15)::integer) "
                "|| lpad((1 + whole('type', postcode, 60))::varchar, 2, '0')"
            ),
        ),
    ]

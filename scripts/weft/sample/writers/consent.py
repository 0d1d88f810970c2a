"""Consent receipts of the preference centre, forms, letters and calls: CSV at first, later JSON."""

from weft.sample.context import Context
from weft.sample.files import Column

TIME = "%Y-%m-%dT%H:%M:%SZ"
LOCAL_TIME = "%Y-%m-%dT%H:%M:%S"


def write(context: Context) -> None:
    """Write `consent/receipts_<date>.csv` and `.json`; in the week of the change, both."""
    _acts(context)
    _subjects(context)
    _receipts(context)
    _files(context)
    context.drop(["receipt_act", "receipt_subject", "receipt"])


def _acts(context: Context) -> None:
    """Choose the acts that leave a receipt, with the address or number they name.

    What a newsletter's link or a text says stands in those systems' own files; half of the
    complaints are only cases.
    """
    context.table(
        "receipt_act",
        """
        select act.act_id, act.person_id, act.brand_key, act.channel, act.action, act.acted_at,
            act.known_at, act.via,
            case
                when via = 'call' then person.mobile
                when act.brand_key = 'tradewell' then coalesce(role.work_email, person.email)
                else person.email
            end as identifier,
            case when via = 'call' then 'Phone' else 'Email' end as identifier_type,
            md5(act.person_id || '|' || act.acted_at || '|' || act.via || '|'
                || coalesce(act.brand_key, '')
                || getvariable('seed')) as receipt_id,
            coalesce(brand.brand_n + 1, 0) as purpose_brand,
            case act.channel when 'email' then 1 when 'sms' then 2 when 'phone' then 3 when 'post'
                then 4 else 0 end
                as purpose_channel,
            coalesce(split_part(brand.brand_name, ' ', 1), 'All brands') as purpose_brand_name
        from consent_act as act
        inner join person on person.person_id = act.person_id
        left join contact_role as role on role.person_id = act.person_id
        left join brand on brand.brand_key = act.brand_key
        where act.via in ('registration', 'preference_centre', 'crm', 'call', 'letter',
            'complaint', 'loyalty')
            and (
                act.via <> 'complaint' or chance('receipt of complaint', act.act_id, 0.5)
                or act.act_id not in (select complaint_id from complaint)
            )
        """,
    )


def _subjects(context: Context) -> None:
    """Make a record of each identifier: two people with one mailbox are one of them here."""
    context.table(
        "receipt_subject_seed",
        """
        select 'consent' as source_system, lower(identifier) as source_id,
            min(person_id) as person_id,
            min(acted_at)::date as as_of, null::varchar as email, true as needs_email,
                null::bigint as address_id,
            count(distinct person_id) > 1 as is_shared
        from receipt_act
        group by lower(identifier)
        """,
    )
    context.table("receipt_subject", "select * from party('receipt_subject_seed')")
    context.note_records(
        "select 'consent', source_id, person_id, 'receipt', is_shared from receipt_subject"
    )
    context.drop(["receipt_subject_seed"])


def _receipts(context: Context) -> None:
    """Make a row of each receipt and purpose, some late, some that say nothing."""
    context.table(
        "receipt",
        """
        with told as (
            select receipt_id, identifier, identifier_type, purpose_brand, purpose_channel,
                purpose_brand_name, channel,
                acted_at, via,
                case
                    when action = 'opt_in' then 'CONFIRMED'
                    when via = 'registration' then 'NO_CONSENT'
                    when channel = 'all' then 'HARD_OPT_OUT'
                    when chance('withdrawn', act_id, 0.3) then 'WITHDRAWN'
                    else 'OPT_OUT'
                end as transaction_type, act_id, false as is_test
            from receipt_act
            union all
            -- A double opt-in asks first: pending, which is no act.
            select receipt_id || 'p', identifier, identifier_type, purpose_brand, purpose_channel,
                purpose_brand_name, channel,
                acted_at - interval 4 minute, via, 'PENDING', act_id + (1::bigint << 50), false
            from receipt_act
            where action = 'opt_in' and channel = 'email' and chance('double opt-in', act_id, 0.2)
            union all
            select md5('test' || n || getvariable('seed')), 'qa+' || n || '@harbourvale.example',
                'Email', 0, 1,
                'All brands', 'email', moment(day_between(getvariable('period_start'),
                    getvariable('period_end') - 8,
                'test receipt', n), 36000), 'preference_centre', 'CONFIRMED', (1::bigint << 55) + n,
                    true
            from range(6) as tests(n)
        ),
        addressed as (
            select told.*,
                greatest(delivered_on(acted_at::date
                    + case when chance('receipt late', act_id, 0.02) then 7 else 0 end),
                    (select min(delivered_on) from delivery)) as delivered_on,
                case when chance('capital identifier', receipt_id, 0.04)
                    and identifier_type = 'Email'
                    then upper(identifier[1]) || identifier[2:]
                        else identifier end as typed_identifier,
                case via when 'call' then 'Call centre' when 'crm' then 'CRM' when 'letter'
                    then 'Letter'
                    when 'complaint' then 'Complaints desk' when 'registration'
                        then 'Registration form'
                    when 'loyalty' then 'Loyalty form'
                    else 'Preference centre' end as collection_point
            from told
        )
        select addressed.*, subject.given_name, subject.family_name,
            'c0000000-0000-4000-8000-0000000000' || purpose_brand || purpose_channel as purpose_id,
            case
                when purpose_channel > 0 then purpose_brand_name || ' ' || channel
                when purpose_brand > 0 then purpose_brand_name || ' marketing'
                else 'All marketing'
            end as purpose_name,
            transaction_type in ('OPT_OUT', 'WITHDRAWN', 'HARD_OPT_OUT') as is_withdrawal,
            is_old_delivery(delivered_on) as is_old,
            delivered_on = (select min(delivered_on) from delivery
                where not is_old_delivery(delivered_on)) as is_change
        from addressed
        left join receipt_subject as subject on subject.source_id = lower(identifier)
        """,
    )


def _files(context: Context) -> None:
    """Write the lines of either form."""
    columns: list[Column] = [
        ("Receipt ID", "receipt_id"),
        ("Data Subject Identifier", "typed_identifier"),
        ("Identifier Type", "identifier_type"),
        ("Purpose Name", "purpose_name"),
        ("Purpose Version", "1"),
        (
            "Purpose Status",
            "case transaction_type when 'CONFIRMED' then 'ACTIVE' when 'PENDING' then 'PENDING' "
            "when 'NO_CONSENT' then 'NO_CONSENT' else 'WITHDRAWN' end",
        ),
        ("Transaction Type", "transaction_type"),
        ("Collection Point", "collection_point"),
        (
            "Collection Point Type",
            "case when via = 'registration' then 'Web form' else 'Import' end",
        ),
        ("Interaction Date", f"strftime(acted_at, '{TIME}')"),
        (
            "Consent Date",
            f"case when transaction_type = 'CONFIRMED' then strftime(acted_at, '{TIME}') end",
        ),
        (
            "Withdrawn Date",
            f"case when is_withdrawal then strftime(london(acted_at), '{LOCAL_TIME}') end",
        ),
        ("Expiry Date", "null"),
        ("Language", "'en-GB'"),
        ("Source IP", "null"),
        ("Country", "'GB'"),
        ("Notice Version", "'4.2'"),
        ("Test", "case when is_test then 'true' else 'false' end"),
    ]
    context.extracts.write(
        "receipt",
        columns,
        path="delivered_on || '/consent/receipts_' || delivered_on || '.csv'",
        order_by="acted_at, receipt_id, purpose_id",
        where="is_old or is_change",
        break_by="act_id",
    )
    context.table(
        "receipt_document",
        """
        select delivered_on, receipt_id, any_value(typed_identifier) as typed_identifier,
            any_value(identifier_type) as identifier_type, any_value(acted_at) as acted_at,
            any_value(collection_point) as collection_point, any_value(given_name) as given_name,
            any_value(family_name) as family_name, bool_or(is_test) as is_test,
                bool_or(is_withdrawal) as is_withdrawal,
            list({'Id': purpose_id, 'TransactionType': transaction_type} order by purpose_id)
                as purposes
        from receipt
        where not is_old
        group by delivered_on, receipt_id
        """,
    )
    withdrawn = f"case when is_withdrawal then strftime(london(acted_at), '{LOCAL_TIME}') end"
    context.extracts.write_lines(
        "receipt_document",
        f"""
        to_json({{
            'receiptId': receipt_id,
            'identifier': typed_identifier,
            'identifierType': identifier_type,
            'collectionPointId': collection_point,
            'purposes': purposes,
            'dsDataElements': {{'FirstName': given_name, 'LastName': family_name}},
            'language': 'en-GB',
            'interactionDate': strftime(acted_at, '{TIME}'),
            'withdrawnDate': {withdrawn},
            'test': is_test
        }})::varchar || chr(10)
        """,
        path="delivered_on || '/consent/receipts_' || delivered_on || '.json'",
        order_by="acted_at, receipt_id",
    )
    context.drop(["receipt_document"])

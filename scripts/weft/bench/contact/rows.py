"""What the contact models read, drawn for any number of customers (variable `size`).

A customer has thirty-six messages in eighteen months, eleven answers, eight visits of three pages,
three orders of three credits each, four appended attributes and about five acts of consent, as the
sample's have.
"""

from collections.abc import Mapping

_START = "timestamp '2025-04-01'"


def _moment(number: str, salt: str) -> str:
    """SQL of a moment in the eighteen months, drawn for a number."""
    return f"{_START} + to_seconds(cast(hash('{salt} ' || {number}) % 47260800 as int))"


def _one_of(number: str, salt: str, *values: str) -> str:
    """SQL of one of some texts, drawn for a number."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"[{listed}][cast(1 + hash('{salt} ' || {number}) % {len(values)} as int)]"


_BRANDS = ("fernside", "ridgeway", "linden", "tradewell")
_TOPICS = ("Jackets", "Suites", "Kitchen", "Tools")
# Message i is of campaign hash(i) % 400: of twenty campaigns sixteen are e-mail, two are texts.
_MESSAGES = f"""
    select
        i, md5('send ' || i) as send_key, hash('who ' || i) % getvariable('size') as customer,
        hash(i) % 400 as campaign, {_moment("i", "when")} as sent_at
    from range(getvariable('size') * 36) as numbers (i)
"""
_CHANNEL = """
    case when campaign % 20 < 16 then 'email' when campaign % 20 < 18 then 'sms'
        when campaign % 20 = 18 then 'direct_mail' else 'catalogue' end
"""
_BRAND = f"[{', '.join(repr(brand) for brand in _BRANDS)}][cast(1 + campaign // 20 % 4 as int)]"
_PLATFORM = """
    case when campaign % 20 < 16 then 'mailchimp' when campaign % 20 < 18 then 'twilio'
        else 'mail_house' end
"""
_CUSTOMER = """
    md5('customer ' || i) as customer_key, 'p' || i || '@mail.example' as email,
    '+447' || lpad(i::varchar, 9, '0') as mobile, '1 Mill Lane' as address_line_1,
    'AB1 2CD' as postcode, 'GB' as country_code
"""
_ORDERS = f"""
    select
        md5('order ' || i) as order_key, 'order ' || i as order_id,
        md5('customer ' || i // 3) as customer_key,
        {_one_of("i", "brand", *_BRANDS)} as brand_key,
        {_one_of("i", "where", "web", "shop", "phone")} as order_channel,
        {_moment("i", "ordered")} as ordered_at, ordered_at as ordered_local_at,
        {_one_of("i", "status", "completed", "completed", "open")} as order_status,
        50 as total_amount, 20 + hash('worth ' || i) % 180 as net_revenue_amount,
        false as is_test, true as is_counted
    from range(getvariable('size') * 3) as numbers (i)
"""
ROWS: Mapping[str, str] = {
    "identity.golden_records__survived": f"""
        select {_CUSTOMER} from range(getvariable('size')) as numbers (i)
    """,
    "marts.dim_customer": f"""
        select
            {_CUSTOMER}, case when i % 5 < 2 then md5('home ' || i // 5) end as household_key,
            case when i % 20 = 0 then 'director' when i % 20 = 1 then 'staff' end as seniority,
            'customer' as customer_kind, hash(i) % 90000 / 100 as net_revenue_amount,
            date '1940-01-01' + cast(hash('born ' || i) % 24000 as int) as birth_date,
            {_moment("i", "seen")} as first_seen_at, {_moment("i", "first")} as first_order_at,
            case when i % 8 = 0 then md5('account ' || i // 24) end as account_key,
            false as is_staff, false as is_test, i % 200 = 0 as is_deceased,
            i % 50 = 0 as is_gone_away, 'current' as address_status
        from range(getvariable('size')) as numbers (i)
    """,
    "identity.records__keyed": """
        select md5('record ' || i) as record_key, md5('customer ' || i // 6) as customer_key
        from range(getvariable('size') * 6) as numbers (i)
    """,
    "identity.identifiers__owned": """
        select
            md5('identifier ' || i) as customer_identifier_key,
            case i % 2 when 0 then 'email' else 'phone' end as identifier_type,
            case i % 2 when 0 then 'p' || i // 2 || '@mail.example'
                else '+447' || lpad((i // 2)::varchar, 9, '0') end as identifier_value,
            md5('customer ' || i // 2) as customer_key,
            true as is_owner, false as is_generic, false as is_claimed
        from range(getvariable('size') * 2) as numbers (i)
    """,
    # Four answers on registration; later some opt out of a channel, a few of everything.
    "conformed.consent_acts__unioned": f"""
        select
            md5('act ' || i) as consent_key, md5('record ' || i) as record_key,
            'consent' as source_system, 'act ' || i as source_id, 'email' as identifier_type,
            'p' || i // 6 || '@mail.example' as identifier_value,
            case when i % 6 < 5 then {_one_of("i", "brand", *_BRANDS)} end as brand_key,
            case when i % 6 = 5 then 'all'
                else {_one_of("i", "channel", "email", "sms", "phone", "post")} end as channel,
            'marketing' as purpose,
            case when i % 6 < 4 and hash('yes ' || i) % 10 < 7 then 'opt_in' else 'opt_out' end
                as action,
            {_moment("i", "acted")} as acted_at, acted_at as received_at, 'drawn' as evidence
        from range(getvariable('size') * 6) as numbers (i)
        where i % 6 < 4 or hash('leaves ' || i) % 100 < case i % 6 when 4 then 30 else 3 end
    """,
    "identity.suppressions__matched": f"""
        select
            md5('match ' || i) as suppression_match_key, md5('customer ' || i * 3) as customer_key,
            md5('entry ' || i) as suppression_key,
            {_one_of("i", "list", "mps", "tps", "deceased", "gone_away")} as suppression_list,
            cast({_moment("i", "listed")} as date) as listed_on, listed_on as first_seen_on
        from range(getvariable('size') // 3) as numbers (i)
    """,
    "activity.campaigns__merged": f"""
        select
            md5('campaign ' || campaign) as campaign_key, 'EM25W' || campaign as campaign_code,
            {_BRAND} as brand_key, {_CHANNEL} as channel,
            {_one_of("campaign", "range", "Heritage", "Simple", "Classic")} || ' '
                || {_one_of("campaign", "topic", *_TOPICS)} || ' picks' as campaign_name
        from range(400) as numbers (campaign)
    """,
    "activity.sends__resolved": f"""
        select
            send_key, {_PLATFORM} as source_system, md5('customer ' || customer) as customer_key,
            {_CHANNEL} as channel, {_BRAND} as brand_key,
            md5('campaign ' || campaign) as campaign_key, sent_at, 'delivered' as status,
            false as is_control, i % 80 = 0 as is_transactional
        from ({_MESSAGES})
    """,
    "conformed.privacy_requests__unioned": f"""
        select
            md5('request ' || i) as request_key,
            {_one_of("i", "asks", "erasure", "restriction", "access")} as request_type,
            'completed' as status, 'email' as identifier_type,
            'p' || i * 400 || '@mail.example' as identifier_value,
            {_moment("i", "requested")} as requested_at
        from range(getvariable('size') // 400) as numbers (i)
    """,
    # Records that came to their customer from another one.
    "marts.customer_record_history": f"""
        select
            md5('change ' || i) as record_change_key, md5('record ' || i * 300) as record_key,
            md5('customer ' || i * 50 + 1) as old_customer_key,
            md5('customer ' || i * 50) as customer_key, 'merged' as change,
            {_moment("i", "changed")} as changed_at
        from range(getvariable('size') // 50) as numbers (i)
    """,
    "conformed.sends__unioned": f"""
        select
            send_key, {_PLATFORM} as source_system, 'email' as identifier_type,
            'p' || customer || '@mail.example' as identifier_value, sent_at
        from ({_MESSAGES})
    """,
    # Every send, an answer to three of ten, and now and then a call.
    "activity.touchpoints__stacked": f"""
        select
            md5('touch ' || send_key) as touchpoint_key, send_key as activity_key,
            'send' as activity, {_PLATFORM} as source_system,
            md5('customer ' || customer) as customer_key, sent_at as touched_at,
            sent_at as touched_local_at, {_CHANNEL} as channel, 'outbound' as direction,
            'received' as touch_kind, {_BRAND} as brand_key,
            md5('campaign ' || campaign) as campaign_key, false as is_machine
        from ({_MESSAGES})
        union all by name
        select
            md5('answer ' || send_key) as touchpoint_key, 'answer ' || send_key as activity_key,
            'response' as activity, {_PLATFORM} as source_system,
            md5('customer ' || customer) as customer_key, sent_at + interval 1 hour as touched_at,
            touched_at as touched_local_at, {_CHANNEL} as channel, 'inbound' as direction,
            {_one_of("i", "kind", "opened", "opened", "clicked")} as touch_kind,
            {_BRAND} as brand_key, md5('campaign ' || campaign) as campaign_key,
            hash('machine ' || i) % 5 = 0 as is_machine
        from ({_MESSAGES})
        where i % 10 < 3
        union all by name
        select
            md5('call ' || i) as touchpoint_key, 'call ' || i as activity_key, 'call' as activity,
            'salesforce' as source_system, md5('customer ' || i * 9) as customer_key,
            {_moment("i", "called")} as touched_at, touched_at as touched_local_at,
            'call_centre' as channel, 'outbound' as direction, 'called' as touch_kind,
            {_one_of("i", "brand", *_BRANDS)} as brand_key,
            md5('campaign ' || i % 400) as campaign_key, false as is_machine
        from range(getvariable('size') // 10) as numbers (i)
        union all by name
        select
            md5('opened ' || i) as touchpoint_key, md5('case ' || i) as activity_key,
            'case' as activity, 'salesforce' as source_system,
            md5('customer ' || i * 15) as customer_key,
            {_moment("i", "opened")} as touched_at, touched_at as touched_local_at,
            'call_centre' as channel, 'inbound' as direction, 'complained' as touch_kind,
            {_one_of("i", "brand", *_BRANDS)} as brand_key, false as is_machine
        from range(getvariable('size') // 15) as numbers (i)
    """,
    "marts.fct_topic_mentions": f"""
        select
            md5('mention ' || i) as mention_key, md5('case ' || i) as activity_key,
            'complaint' as said_in, {_one_of("i", "about", "delivery", "quality")} as topic
        from range(getvariable('size') // 15) as numbers (i)
    """,
    "activity.responses__resolved": """
        select
            md5('returned ' || i) as response_key, md5('customer ' || i * 30) as customer_key,
            md5('campaign ' || (18 + i % 20 * 20)) as campaign_key, 'returned' as response_kind,
            timestamp '2026-01-01' as responded_at
        from range(getvariable('size') // 30) as numbers (i)
    """,
    "activity.orders__resolved": _ORDERS,
    "marts.fct_orders": _ORDERS,
    "conformed.order_lines__unioned": """
        select
            md5('line ' || i) as order_line_key, md5('order ' || i) as order_key,
            'Product ' || i % 200 as product_name
        from range(getvariable('size') * 3) as numbers (i)
    """,
    "marts.fct_order_lines": f"""
        select
            md5('line ' || i) as order_line_key, md5('order ' || i) as order_key,
            md5('customer ' || i // 3) as customer_key,
            {_one_of("i", "brand", *_BRANDS)} as brand_key, 'Product ' || i % 200 as product_name,
            {_one_of("i", "topic", *_TOPICS)} as category,
            {_moment("i", "ordered")} as ordered_at, true as is_counted
        from range(getvariable('size') * 3) as numbers (i)
    """,
    "marts.fct_attribution": f"""
        select
            md5('credit ' || i) as attribution_key, md5('order ' || i // 3) as conversion_key,
            'linear' as attribution_model, 'purchase' as objective,
            md5('customer ' || i // 9) as customer_key,
            {_one_of("i // 3", "brand", *_BRANDS)} as brand_key,
            {_one_of("i", "through", "email", "catalogue", "paid_search", "direct")} as channel,
            1 / 3 as credit, (20 + hash('worth ' || i // 3) % 180) / 3 as credited_amount,
            {_moment("i // 3", "ordered")} as converted_at
        from range(getvariable('size') * 9) as numbers (i)
    """,
    "marts.fct_matchbacks": f"""
        select
            md5('order ' || i * 6) as order_key, {_one_of("i * 6", "brand", *_BRANDS)} as brand_key,
            'catalogue' as channel, {_moment("i * 6", "ordered")} as ordered_at,
            false as is_control, 10 as incremental_revenue_amount
        from range(getvariable('size') // 2) as numbers (i)
    """,
    # The page of each product says what it is about.
    "activity.web_paths__described": f"""
        select
            hosts.host, '/products/product-' || i as page_path, 'product' as page_kind,
            {_one_of("i", "topic", *_TOPICS)} as topic, 'mid' as price_level
        from range(200) as numbers (i)
        cross join (
            values ('www.fernside.example'), ('www.ridgeway.example'),
            ('www.lindenhotels.example'), ('www.tradewell.example')
        ) as hosts (host)
    """,
    "identity.moves__resolved": f"""
        select
            md5('move ' || i) as customer_move_key, md5('customer ' || i * 18) as customer_key,
            cast({_moment("i", "moved")} as date) as moved_on
        from range(getvariable('size') // 18) as numbers (i)
    """,
    "marts.customer_attributes": f"""
        select
            md5('attribute ' || i) as customer_attribute_key,
            md5('customer ' || i // 4) as customer_key,
            ['household_income', 'gender', 'marital_status', 'household_size'][1 + i % 4]
                as attribute_name,
            {_one_of("i", "value", "A", "B", "C", "D")} as attribute_value,
            {_one_of("i", "level", "individual", "individual", "household", "geography")}
                as match_level,
            date '2026-03-01' as as_of
        from range(getvariable('size') * 4) as numbers (i)
    """,
    "conformed.customer_attributes__unioned": """
        select
            md5('attribute ' || i) as attribute_key, 'person ' || i // 4 as source_id,
            ['household_income', 'gender', 'marital_status', 'household_size'][1 + i % 4]
                as attribute_name,
            date '2026-03-01' as as_of
        from range(getvariable('size') * 4) as numbers (i)
    """,
    "marts.dim_account": """
        select md5('account ' || i) as account_key, 'Account ' || i as account_name,
            i % 2 as director_count, 'GBP' as currency_code
        from range(1 + getvariable('size') // 24) as numbers (i)
    """,
    "marts.account_members": """
        select
            md5('member ' || i) as account_member_key, md5('account ' || i // 3) as account_key,
            md5('customer ' || i * 8) as customer_key, true as is_main
        from range(getvariable('size') // 8) as numbers (i)
    """,
    "marts.fct_conversions": f"""
        select
            md5('enquiry ' || i) as conversion_key, md5('customer ' || i * 8) as customer_key,
            'lead_form' as objective, 'tradewell' as brand_key,
            {_moment("i", "asked")} as converted_at
        from range(getvariable('size') // 8) as numbers (i)
    """,
    "activity.sessions__resolved": f"""
        select
            md5('session ' || i) as session_key, md5('visitor ' || i // 4) as visitor_key,
            case when i % 5 < 3 then md5('customer ' || i // 8) end as customer_key,
            {_one_of("i", "brand", *_BRANDS)} as brand_key, {_moment("i", "begun")} as started_at,
            started_at + interval 9 minute as ended_at,
            case when i % 9 = 0 then 1 else 0 end as basket_count,
            case when i % 27 = 0 then 1 else 0 end as purchase_count
        from range(getvariable('size') * 8) as numbers (i)
    """,
    "activity.session_acts__counted": """
        select
            md5('session ' || i) as session_key,
            case when i % 18 = 0 then 1 else 0 end as checkout_count,
            case when i % 40 = 1 then 1 else 0 end as form_start_count, 0 as form_finish_count,
            0 as thanks_page_count, 40 as basket_amount
        from range(getvariable('size') * 8) as numbers (i)
    """,
    "activity.page_views__timed": f"""
        select
            md5('page ' || i) as event_key, md5('session ' || i // 3) as session_key,
            {_moment("i // 3", "begun")} as occurred_at,
            {_one_of("i // 3", "brand", *_BRANDS)} as brand_key,
            {_one_of("i // 9", "topic", *_TOPICS)} as topic,
            {_one_of("i // 9", "range", "premium", "mid", "budget")} as price_level,
            2 as page_score
        from range(getvariable('size') * 24) as numbers (i)
    """,
    "conformed.cases__unioned": f"""
        select
            md5('case ' || i) as case_key, md5('record ' || i * 90) as record_key,
            {_one_of("i", "brand", *_BRANDS)} as brand_key, {_moment("i", "opened")} as opened_at,
            true as is_complaint
        from range(getvariable('size') // 15) as numbers (i)
    """,
    "marts.rpt_channel_performance": """
        select
            md5(channel) as channel_performance_key, channel,
            'last_non_direct' as attribution_model, 90000 as revenue_amount, 9000 as cost_amount
        from (values ('email'), ('sms'), ('direct_mail'), ('catalogue'), ('call_centre'))
            as channels (channel)
    """,
}

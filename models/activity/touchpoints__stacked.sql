-- One row per contact in either direction, any channel, known or anonymous.
-- A contact costs what its source billed, else what seeds/contact_costs.csv says of its kind.
{%- set undescribed = 'cast(null as string) as creative_code, cast(null as string) as offer_code, '
    ~ 'cast(null as string) as device_category, cast(null as decimal(18, 4)) as cost_amount, '
    ~ 'cast(null as string) as currency_code, cast(null as timestamp) as touched_local_at' %}
with sends as (

    select * from {{ ref('sends__resolved') }}
    where status in ('sent', 'delivered') and not is_control

),

responses as (

    select * from {{ ref('responses__resolved') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}
    where continued_in_session_key is null

),

calls as (

    select * from {{ ref('calls__unioned') }}

),

-- A number that one campaign alone printed says more than what an agent entered.
tracking_numbers as (

    select * from {{ ref('offline_codes__issued') }}
    where code_kind = 'tracking_number' and campaign_count = 1

),

cases as (

    select * from {{ ref('cases__unioned') }}

),

attendances as (

    select * from {{ ref('event_attendances__unioned') }}

),

orders as (

    select * from {{ ref('orders__resolved') }}
    where is_counted and total_amount >= 0

),

records as (

    select * from {{ ref('records__keyed') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

-- An order is one redemption: of the code that fewest campaigns printed.
codes as (

    select * from {{ ref('orders__coded') }}
    qualify row_number() over (partition by order_key order by campaign_count, campaign_key) = 1

),

brands as (

    select
        brand_key,
        coalesce(time_zone, '{{ var("weft_default_time_zone") }}') as time_zone
    from {{ ref('brands') }}

),

unit_costs as (

    select * from {{ ref('contact_costs') }}

),

rates as (

    select * from {{ ref('currency_rates__dated') }}

),

stacked as (

    select
        send_key as activity_key, 'send' as activity, source_system, source_id, customer_key,
        cast(null as string) as visitor_key, received_at as touched_at, channel,
        'outbound' as direction, 'delivered' as touch_kind, brand_key, campaign_key,
        false as is_machine, creative_code, offer_code, cast(null as string) as device_category,
        cost_amount, currency_code, cast(null as timestamp) as touched_local_at
    from sends
    union all
    select
        response_key, 'response', source_system, source_id, customer_key,
        cast(null as string) as visitor_key, responded_at, channel, 'inbound',
        case response_kind
            when 'open' then 'opened'
            when 'click' then 'clicked'
            when 'reply' then 'replied'
            when 'unsubscribe' then 'unsubscribed'
            when 'complaint' then 'complained'
            when 'redemption' then 'redeemed'
            else response_kind
        end as touch_kind,
        brand_key, campaign_key, is_machine, {{ undescribed }}
    from responses
    where response_kind not in ('bounce', 'returned')
    union all
    select
        session_key, 'session', source_system, session_id, customer_key, visitor_key, started_at,
        channel, 'inbound', 'visited', brand_key, campaign_key, false as is_machine,
        creative_code, cast(null as string) as offer_code, device_category,
        cast(null as decimal(18, 4)) as cost_amount, cast(null as string) as currency_code,
        cast(null as timestamp) as touched_local_at
    from sessions
    union all
    select
        calls.call_key, 'call', calls.source_system, calls.source_id, records.customer_key,
        cast(null as string) as visitor_key, calls.called_at, 'call_centre', calls.direction,
        'called', coalesce(calls.brand_key, campaigns.brand_key),
        coalesce(tracking_numbers.campaign_key, campaigns.campaign_key), false as is_machine,
        {{ undescribed }}
    from calls
    left join records on calls.record_key = records.record_key
    left join campaigns on calls.campaign_code = campaigns.campaign_code
    left join tracking_numbers on calls.dialled_number = tracking_numbers.code
    union all
    select
        cases.case_key, 'case', cases.source_system, cases.source_id,
        coalesce(records.customer_key, owners.customer_key),
        cast(null as string) as visitor_key, cases.opened_at, 'service', 'inbound',
        case when cases.is_complaint then 'complained' else 'asked' end as touch_kind,
        cases.brand_key, cast(null as string) as campaign_key, false as is_machine,
        {{ undescribed }}
    from cases
    left join records on cases.record_key = records.record_key
    left join owners
        on
            cases.identifier_type = owners.identifier_type
            and cases.identifier_value = owners.identifier_value
    union all
    select
        attendances.attendance_key, 'attendance', attendances.source_system,
        attendances.source_id, records.customer_key, cast(null as string) as visitor_key,
        coalesce(attendances.attended_at, attendances.registered_at), 'event', 'inbound',
        attendances.status, coalesce(attendances.brand_key, campaigns.brand_key),
        campaigns.campaign_key, false as is_machine, {{ undescribed }}
    from attendances
    left join records on attendances.record_key = records.record_key
    left join campaigns on attendances.campaign_code = campaigns.campaign_code
    union all
    select
        orders.order_key, 'order', orders.source_system, orders.source_id, orders.customer_key,
        cast(null as string) as visitor_key, orders.ordered_at,
        case orders.order_channel
            when 'shop' then 'shop'
            when 'phone' then 'call_centre'
            else 'direct'
        end as channel,
        'inbound', 'bought', orders.brand_key, cast(null as string) as campaign_key,
        false as is_machine, cast(null as string) as creative_code, orders.offer_code,
        cast(null as string) as device_category, cast(null as decimal(18, 4)) as cost_amount,
        cast(null as string) as currency_code, orders.ordered_local_at
    from orders
    where orders.order_channel in ('shop', 'phone')
    union all
    select
        orders.order_key, 'redemption', orders.source_system, orders.source_id,
        orders.customer_key, cast(null as string) as visitor_key, orders.ordered_at,
        campaigns.channel, 'inbound', 'redeemed', orders.brand_key, campaigns.campaign_key,
        false as is_machine, codes.creative_code, orders.offer_code,
        cast(null as string) as device_category, cast(null as decimal(18, 4)) as cost_amount,
        cast(null as string) as currency_code, orders.ordered_local_at
    from orders
    inner join codes on orders.order_key = codes.order_key
    inner join campaigns on codes.campaign_key = campaigns.campaign_key

),

described as (

    select
        {{ weft_key(['stacked.activity', 'stacked.activity_key']) }} as touchpoint_key,
        stacked.activity,
        stacked.activity_key,
        stacked.source_system,
        stacked.source_id,
        stacked.customer_key,
        stacked.visitor_key,
        stacked.touched_at,
        coalesce(
            stacked.touched_local_at, {{ from_utc('stacked.touched_at', 'brands.time_zone') }}
        ) as touched_local_at,
        stacked.channel,
        stacked.direction,
        stacked.touch_kind,
        stacked.brand_key,
        stacked.campaign_key,
        stacked.creative_code,
        stacked.offer_code,
        stacked.device_category,
        stacked.is_machine,
        stacked.cost_amount is not null as is_billed,
        coalesce(stacked.cost_amount, unit_costs.unit_cost_amount) as cost_amount,
        case
            when stacked.cost_amount is not null then stacked.currency_code
            else unit_costs.currency_code
        end as currency_code
    from stacked
    left join brands on stacked.brand_key = brands.brand_key
    left join unit_costs
        on
            stacked.channel = unit_costs.channel
            and stacked.touch_kind = unit_costs.touch_kind
            and stacked.direction = 'outbound'
    where not {{ is_dated_later('stacked.touched_at') }}

),

valued as (

    select
        described.*,
        cast(round(described.cost_amount * rates.rate, 6) as decimal(18, 6))
            as reporting_cost_amount
    from described
    left join rates
        on
            described.currency_code = rates.currency_code
            and cast(described.touched_at as date) >= rates.valid_from
            and cast(described.touched_at as date) < rates.valid_to

)

select * from valued

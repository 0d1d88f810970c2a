-- One row per objective that a customer reached, or a visitor whom nobody knows yet.
{%- set unpriced = 'cast(null as decimal(18, 2)) as amount, '
    ~ 'cast(null as decimal(18, 2)) as margin_amount' %}
with orders as (

    select * from {{ ref('orders__resolved') }}
    where is_counted and net_revenue_amount > 0

),

people as (

    select * from {{ ref('people__unioned') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

consents as (

    select * from {{ ref('consent_acts__unioned') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

-- The brand of a source that has only one.
source_brands as (

    select * from {{ ref('brand_of_source') }}
    where source_value = '*'

),

events as (

    select * from {{ ref('web_events__sessionised') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}

),

objective_events as (

    select * from {{ ref('objective_events') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}

),

booking_brands as (

    select brand_key
    from {{ ref('brands') }}
    where takes_bookings

),

calls as (

    select * from {{ ref('calls__unioned') }}

),

attendances as (

    select * from {{ ref('event_attendances__unioned') }}

),

objectives as (

    select * from {{ ref('objectives') }}

),

-- Forms are sent twice and guides loaded again: once for each visit and page.
web_acts as (

    select
        events.event_key,
        objective_events.objective,
        sessions.customer_key,
        sessions.visitor_key,
        events.occurred_at,
        events.brand_key,
        events.source_system
    from events
    inner join objective_events on events.event_name = objective_events.event_name
    inner join sessions on events.session_key = sessions.session_key
    left join paths on events.host = paths.host and events.page_path = paths.page_path
    where coalesce(objective_events.page_kind, paths.page_kind, '') = coalesce(paths.page_kind, '')
    qualify row_number() over (
        partition by events.session_key, objective_events.objective, events.page_path
        order by events.occurred_at, events.event_ordinal, events.event_key
    ) = 1

),

stacked as (

    select
        order_key as activity_key,
        'purchase' as objective,
        customer_key,
        cast(null as string) as visitor_key,
        ordered_at as converted_at,
        brand_key,
        order_channel as conversion_channel,
        net_revenue_amount as amount,
        margin_amount,
        source_system,
        source_id
    from orders
    union all
    -- The money of a stay is that of its purchase.
    select
        orders.order_key, 'booking', orders.customer_key, cast(null as string) as visitor_key,
        orders.ordered_at, orders.brand_key, orders.order_channel,
        {{ unpriced }}, orders.source_system, orders.source_id
    from orders
    inner join booking_brands on orders.brand_key = booking_brands.brand_key
    union all
    -- No export of a shop says when an account was made; a site's tag does (sign_up).
    select
        people.record_key, 'registration', records.customer_key,
        cast(null as string) as visitor_key, people.created_at, source_brands.brand_key, 'shop',
        {{ unpriced }}, people.source_system, people.source_id
    from people
    inner join records on people.record_key = records.record_key
    left join source_brands on people.source_system = source_brands.source_system
    where
        people.record_kind = 'card'
        and not coalesce(people.is_test, false)
        and people.created_at is not null
    union all
    select
        consents.consent_key, 'newsletter',
        coalesce(records.customer_key, owners.customer_key),
        cast(null as string) as visitor_key, consents.acted_at, consents.brand_key, 'web',
        {{ unpriced }}, consents.source_system, consents.source_id
    from consents
    left join records on consents.record_key = records.record_key
    left join owners
        on
            consents.identifier_type = owners.identifier_type
            and consents.identifier_value = owners.identifier_value
    where
        consents.source_system = 'mailchimp'
        and consents.action = 'opt_in'
        and consents.channel = 'email'
    union all
    select
        event_key, objective, customer_key, visitor_key, occurred_at, brand_key, 'web',
        {{ unpriced }}, source_system, event_key as source_id
    from web_acts
    union all
    select
        calls.call_key, 'call', records.customer_key, cast(null as string) as visitor_key,
        calls.called_at, calls.brand_key, 'phone',
        {{ unpriced }}, calls.source_system, calls.source_id
    from calls
    inner join records on calls.record_key = records.record_key
    where calls.direction = 'inbound'
    union all
    select
        attendances.attendance_key, 'event_attendance', records.customer_key,
        cast(null as string) as visitor_key, attendances.attended_at, attendances.brand_key,
        'event', {{ unpriced }}, attendances.source_system, attendances.source_id
    from attendances
    inner join records on attendances.record_key = records.record_key
    where attendances.status = 'attended'

),

valued as (

    select
        {{ weft_key(['stacked.objective', 'stacked.activity_key']) }} as conversion_key,
        stacked.activity_key,
        stacked.objective,
        stacked.customer_key,
        stacked.visitor_key,
        coalesce(stacked.customer_key, stacked.visitor_key) as person_key,
        stacked.converted_at,
        stacked.brand_key,
        stacked.conversion_channel,
        cast(coalesce(stacked.amount, objectives.value_amount, 0) as decimal(18, 2)) as amount,
        stacked.margin_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        stacked.source_system,
        stacked.source_id
    from stacked
    inner join objectives on stacked.objective = objectives.objective
    where stacked.converted_at is not null

)

select * from valued

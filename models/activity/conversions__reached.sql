-- One row per objective that a customer reached.
{%- set unpriced -%}
    cast(null as decimal(18, 2)) as amount, cast(null as decimal(18, 2)) as margin_amount
{%- endset %}
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

events as (

    select * from {{ ref('web_events__sessionised') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}

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

stacked as (

    select
        order_key as activity_key,
        'purchase' as objective,
        customer_key,
        ordered_at as converted_at,
        brand_key,
        order_channel as conversion_channel,
        net_revenue_amount as amount,
        margin_amount,
        source_system,
        source_id
    from orders
    union all
    select
        people.record_key, 'registration', records.customer_key, people.created_at,
        cast(null as string) as brand_key,
        case people.source_system when 'loyalty' then 'shop' else 'web' end,
        {{ unpriced }}, people.source_system, people.source_id
    from people
    inner join records on people.record_key = records.record_key
    where
        people.created_at is not null
        and (
            people.record_kind = 'card'
            or (people.source_system = 'shopify' and people.record_kind = 'person')
        )
    union all
    select
        consents.consent_key, 'newsletter',
        coalesce(records.customer_key, owners.customer_key), consents.acted_at,
        consents.brand_key, 'web', {{ unpriced }},
        consents.source_system, consents.source_id
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
        events.event_key, 'lead_form', sessions.customer_key, events.occurred_at,
        events.brand_key, 'web', {{ unpriced }}, events.source_system,
        events.event_key as source_id
    from events
    inner join sessions on events.session_key = sessions.session_key
    where events.event_name = 'generate_lead'
    union all
    select
        calls.call_key, 'call', records.customer_key, calls.called_at, calls.brand_key, 'phone',
        {{ unpriced }}, calls.source_system, calls.source_id
    from calls
    inner join records on calls.record_key = records.record_key
    where calls.direction = 'inbound'
    union all
    select
        attendances.attendance_key, 'event_attendance', records.customer_key,
        attendances.attended_at, attendances.brand_key, 'event',
        {{ unpriced }}, attendances.source_system, attendances.source_id
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

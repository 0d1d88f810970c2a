-- One row per customer, channel and change of the marketing flag between exports.
-- Reads every export ever landed, not only the newest: a flag is a state without a time, so the
-- day of the first export that shows it is all there is to date it by.
with exports as (select * from {{ source('shopify', 'customers') }}),

states as (
    select
        coalesce(store, 'default') as store_name,
        coalesce(
            {{ clean_id('customer_id') }}, 'guest:' || {{ clean_email('email') }}
        ) as customer_source_id,
        {{ clean_email('email') }} as email,
        {{ clean_phone('phone', 'default_address_country_code') }} as phone,
        {{ parse_flag('accepts_email_marketing') }} as is_accepting_email,
        {{ parse_flag('accepts_sms_marketing') }} as is_accepting_sms,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on,
        _file_id as file_id
    from exports
),

by_channel as (
    select
        store_name,
        customer_source_id,
        'email' as channel,
        email as contact_point,
        is_accepting_email as is_accepting,
        source_file,
        line_number,
        delivered_on,
        file_id
    from states
    where customer_source_id is not null and email is not null and is_accepting_email is not null
    union all
    select
        store_name,
        customer_source_id,
        'sms' as channel,
        phone as contact_point,
        is_accepting_sms as is_accepting,
        source_file,
        line_number,
        delivered_on,
        file_id
    from states
    where customer_source_id is not null and phone is not null and is_accepting_sms is not null
),

compared as (
    select
        store_name,
        customer_source_id,
        channel,
        contact_point,
        is_accepting,
        lag(is_accepting) over (
            partition by store_name, customer_source_id, channel
            order by delivered_on, source_file, file_id, line_number
        ) as was_accepting,
        source_file,
        line_number,
        delivered_on
    from by_channel
),

-- "No" says that nobody said yes. It is an objection only when it was yes before.
changes as (
    select
        store_name,
        customer_source_id,
        channel,
        contact_point,
        is_accepting,
        source_file,
        line_number,
        delivered_on
    from compared
    where is_accepting is distinct from coalesce(was_accepting, false)
)

select * from changes

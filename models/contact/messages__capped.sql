-- One row per message and cap it counts for. A view: each reader asks for few of its columns.
with messages as (

    select * from {{ ref('messages__counted') }}

),

caps as (

    select * from {{ ref('pressure_caps') }}

),

-- Time in lengths of the window, so that one frame fits all.
capped as (

    select
        messages.message_key,
        caps.cap_code,
        case caps.scope
            when 'household' then messages.household_key else messages.customer_key
        end as unit_key,
        {{ epoch_seconds('messages.sent_at') }} / (caps.window_days * 86400e0) as window_time,
        cast(floor(window_time) as bigint) as window_number,
        case
            when caps.window_kind = 'calendar_week'
                then cast(date_trunc('week', messages.sent_local_at) as date)
        end as week_start,
        case caps.measure when 'weight' then messages.contact_weight else 1 end as measured,
        caps.cap
    from messages
    inner join caps
        on
            coalesce(caps.channel, messages.channel) = messages.channel
            and (caps.brand_key is null or messages.brand_key = caps.brand_key)
    where caps.scope = 'customer' or messages.household_key is not null

)

select * from capped

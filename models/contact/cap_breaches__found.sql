-- One row per message and cap that it went over, in one pass over the messages: each meets the caps
-- it counts for, and what came before it in the window is summed.
with messages as (

    select * from {{ ref('messages__counted') }}

),

caps as (

    select * from {{ ref('pressure_caps') }}

),

-- Time in lengths of the window, so that one frame fits all.
matched as (

    select
        messages.message_key,
        caps.cap_code,
        case caps.scope
            when 'household' then messages.household_key else messages.customer_key
        end as unit_key,
        {{ epoch_seconds('messages.sent_at') }} / (caps.window_days * 86400e0) as window_time,
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

),

-- Only where two windows' lengths together, or the week, hold more than the cap can it be broken.
slots as (

    select
        cap_code,
        unit_key,
        floor(window_time) as slot,
        cap,
        sum(measured) as measured
    from matched
    where unit_key is not null
    group by cap_code, unit_key, floor(window_time), cap

),

neighbours as (

    select
        cap_code,
        unit_key,
        slot,
        cap,
        measured,
        lag(slot) over by_time as slot_before,
        lag(measured) over by_time as measured_before
    from slots
    window by_time as (partition by cap_code, unit_key order by slot)

),

crowded as (

    select
        cap_code,
        unit_key,
        slot
    from neighbours
    where measured + case when slot_before = slot - 1 then measured_before else 0 end > cap

),

watched as (

    select
        cap_code,
        unit_key,
        slot
    from crowded
    union
    select
        cap_code,
        unit_key,
        slot - 1 as slot
    from crowded

),

-- A message exactly as old as the window is out of it, so the frame is shorter by a hair.
summed as (

    select
        matched.message_key,
        matched.cap_code,
        matched.unit_key,
        matched.cap,
        cast(sum(matched.measured) over (
            partition by matched.cap_code, matched.unit_key, matched.week_start
            order by matched.window_time
            range between 0.9999999 preceding and current row
        ) as decimal(18, 2)) as measured
    from matched
    inner join watched
        on
            matched.cap_code = watched.cap_code
            and matched.unit_key = watched.unit_key
            and floor(matched.window_time) = watched.slot

),

found as (

    select
        {{ weft_key(['message_key', 'cap_code']) }} as breach_key,
        message_key,
        cap_code,
        unit_key,
        measured,
        cap
    from summed
    where measured > cap

)

select * from found

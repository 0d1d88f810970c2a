-- One row per message and cap that it went over, in one pass over the messages: what came before it
-- in the window is summed, where it can be too much.
with messages as (

    select * from {{ ref('messages__capped') }}

),

crowded as (

    select * from {{ ref('cap_windows__crowded') }}

),

-- A message exactly as old as the window is out of it, so the frame is shorter by a hair.
summed as (

    select
        messages.message_key,
        messages.cap_code,
        messages.unit_key,
        messages.cap,
        cast(sum(messages.measured) over (
            partition by messages.cap_code, messages.unit_key, messages.week_start
            order by messages.window_time
            range between 0.9999999 preceding and current row
        ) as decimal(18, 2)) as measured
    from messages
    inner join crowded
        on
            messages.cap_code = crowded.cap_code
            and messages.unit_key = crowded.unit_key
            and messages.window_number = crowded.window_number

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

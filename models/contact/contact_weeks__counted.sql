-- One row per customer, channel and week of her clock in which we sent her something: how much,
-- what it earned, and whether she left.
with messages as (

    select * from {{ ref('messages__counted') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

touches as (

    select * from {{ ref('touchpoints__stacked') }}
    where
        touch_kind in ('unsubscribed', 'complained')
        and customer_key is not null
        and touched_at <= {{ run_at() }}

),

channels as (

    select * from {{ ref('contact_channels') }}

),

weeks as (

    select
        customer_key,
        channel,
        cast(date_trunc('week', sent_local_at) as date) as week_start,
        count(*) as message_count,
        sum(has_answered) as answered_count,
        sum(has_acted) as acted_count
    from messages
    group by customer_key, channel, cast(date_trunc('week', sent_local_at) as date)

),

departures as (

    select distinct
        touches.customer_key,
        channels.permission_channel as channel,
        cast(date_trunc(
            'week', {{ from_utc('touches.touched_at', 'customers.time_zone') }}
        ) as date) as week_start
    from touches
    inner join customers on touches.customer_key = customers.customer_key
    inner join channels on touches.channel = channels.channel

),

counted as (

    select
        weeks.customer_key,
        weeks.channel,
        weeks.week_start,
        weeks.message_count,
        weeks.answered_count,
        weeks.acted_count,
        case when departures.customer_key is not null then 1 else 0 end as has_opted_out
    from weeks
    left join departures
        on
            weeks.customer_key = departures.customer_key
            and weeks.channel = departures.channel
            and weeks.week_start = departures.week_start

)

select * from counted

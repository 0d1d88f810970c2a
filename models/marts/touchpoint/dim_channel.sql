-- One row per channel.
with channels as (

    select
        channel,
        channel_name,
        channel_group,
        is_paid,
        is_offline,
        sort_order
    from {{ ref('channels') }}

)

select * from channels

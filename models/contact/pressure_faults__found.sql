-- One row per fault in what contact pressure rests on, with its cure.
{{ config(materialized='view') }}
with channels as (

    select * from {{ ref('contact_channels') }}

),

caps as (

    select
        *,
        count(*) over (
            partition by scope, brand_key, channel, window_kind, window_days
        ) as row_count
    from {{ ref('pressure_caps') }}

),

windows as (

    select * from {{ ref('pressure_windows') }}

),

quiet_hours as (

    select * from {{ ref('quiet_hours') }}

),

-- Messages meet at most one band.
bands as (

    select
        *,
        lead(from_messages) over (order by from_messages, pressure_band) as next_from_messages
    from {{ ref('pressure_bands') }}

),

brands as (

    select * from {{ ref('brands') }}

),

permission_channels as (

    select distinct permission_channel as channel
    from channels

),

sent_channels as (

    select distinct channel
    from {{ ref('sends__resolved') }}
    where status in ('sent', 'delivered')

),

stacked as (

    select
        'seeds/contact_channels.csv' as place,
        sent_channels.channel || ': messages were sent in it, and it has no row' as fault,
        'Add a row for it' as cure
    from sent_channels
    left join channels on sent_channels.channel = channels.channel
    where channels.channel is null
    union all
    select
        'seeds/contact_channels.csv',
        channel || ': '
        || case
            when not coalesce(contact_weight >= 0, false)
                then 'its contact_weight is missing or below 0'
        end,
        'Correct the row'
    from channels
    union all
    select
        'seeds/pressure_caps.csv',
        coalesce(caps.cap_code, '(no cap_code)') || ': '
        || case
            when not coalesce(caps.scope in ('customer', 'household'), false)
                then 'its scope is neither customer nor household'
            when caps.brand_key is not null and brands.brand_key is null
                then 'seeds/brands.csv has no brand ' || caps.brand_key
            when caps.channel is not null and permission_channels.channel is null
                then 'seeds/contact_channels.csv has no permission_channel ' || caps.channel
            when windows.window_kind is null
                then 'seeds/pressure_windows.csv has no such window'
            when not coalesce(caps.measure in ('messages', 'weight'), false)
                then 'its measure is neither messages nor weight'
            when not coalesce(caps.cap >= 0, false) then 'its cap is missing or below 0'
            when caps.row_count > 1 then 'another row caps the same'
        end,
        'Correct the row, or take it out'
    from caps
    left join brands on caps.brand_key = brands.brand_key
    left join permission_channels on caps.channel = permission_channels.channel
    left join windows
        on caps.window_kind = windows.window_kind and caps.window_days = windows.window_days
    union all
    select
        'seeds/quiet_hours.csv',
        coalesce(quiet_hours.channel, '(no channel)') || ': '
        || case
            when permission_channels.channel is null
                then 'seeds/contact_channels.csv has no such permission_channel'
            when
                not coalesce(
                    quiet_hours.first_weekday between 1 and quiet_hours.last_weekday, false
                )
                then 'its days are missing or upside down'
            when quiet_hours.last_weekday > 7 then 'its last_weekday is above 7'
            when
                not coalesce(
                    quiet_hours.quiet_from_hour between 0 and 23
                    and quiet_hours.quiet_to_hour between 1 and 24
                    and quiet_hours.quiet_from_hour != quiet_hours.quiet_to_hour, false
                )
                then 'its hours are missing, equal or none of the day'
        end,
        'Correct the row, or take it out'
    from quiet_hours
    left join permission_channels on quiet_hours.channel = permission_channels.channel
    union all
    select
        'seeds/pressure_windows.csv',
        coalesce(window_kind, '(no kind)') || ', ' || coalesce(cast(window_days as string), '?')
        || case
            when not coalesce(window_kind in ('rolling', 'calendar_week'), false)
                then ': its kind is neither rolling nor calendar_week'
            when not coalesce(window_days > 0, false) then ': its days are not above 0'
            when window_kind = 'calendar_week' and window_days != 7
                then ': a calendar week has 7 days'
        end,
        'Correct the row'
    from windows
    union all
    select
        'seeds/pressure_bands.csv',
        pressure_band || ': '
        || case
            when from_messages > to_messages then 'its band is upside down'
            when coalesce(to_messages, next_from_messages) >= next_from_messages
                then 'it reaches into the next band'
        end,
        'Correct the row'
    from bands

),

found as (

    select distinct
        place,
        fault,
        cure
    from stacked
    where fault is not null

)

select * from found

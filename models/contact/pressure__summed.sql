-- One row per customer or household, brand (or all), channel (or all) and window up to the run:
-- what was sent to them in it, and what the cap says.
with messages as (

    select * from {{ ref('messages__counted') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

windows as (

    select * from {{ ref('pressure_windows') }}

),

caps as (

    select * from {{ ref('pressure_caps') }}

),

longest as (

    select max(window_days) as window_days
    from windows

),

-- What lies before the longest window is none of theirs.
recent as (

    select
        messages.customer_key,
        messages.household_key,
        coalesce(messages.brand_key, 'unknown') as brand_key,
        messages.channel,
        messages.contact_weight,
        messages.sent_at,
        {{ epoch_seconds(run_at()) }} - {{ epoch_seconds('messages.sent_at') }} as age_seconds,
        date_trunc('week', messages.sent_local_at)
        = date_trunc('week', {{ from_utc(run_at(), 'customers.time_zone') }}) as is_this_week
    from messages
    inner join customers on messages.customer_key = customers.customer_key
    cross join longest
    where
        {{ epoch_seconds(run_at()) }} - {{ epoch_seconds('messages.sent_at') }}
        < longest.window_days * 86400

),

of_units as (

    select
        'customer' as scope, customer_key as unit_key, brand_key, channel, contact_weight, sent_at,
        age_seconds, is_this_week
    from recent
    union all
    select
        'household' as scope, household_key as unit_key, brand_key, channel, contact_weight,
        sent_at, age_seconds, is_this_week
    from recent
    where household_key is not null

),

counted as (

    select
        of_units.scope,
        of_units.unit_key,
        of_units.brand_key,
        of_units.channel,
        windows.window_kind,
        windows.window_days,
        count(*) as contact_count,
        sum(of_units.contact_weight) as weighted_contacts,
        max(of_units.sent_at) as last_contact_at
    from of_units
    inner join windows
        on
            of_units.age_seconds < windows.window_days * 86400
            and (windows.window_kind = 'rolling' or of_units.is_this_week)
    group by
        of_units.scope, of_units.unit_key, of_units.brand_key, of_units.channel,
        windows.window_kind, windows.window_days

),

-- What counts for a brand and a channel counts for all brands and for all channels.
levels as (

    select true as is_of_brand, true as is_of_channel
    union all
    select true as is_of_brand, false as is_of_channel
    union all
    select false as is_of_brand, true as is_of_channel
    union all
    select false as is_of_brand, false as is_of_channel

),

levelled as (

    select
        counted.scope,
        counted.unit_key,
        case when levels.is_of_brand then counted.brand_key else 'all' end as brand_key,
        case when levels.is_of_channel then counted.channel else 'all' end as channel,
        counted.window_kind,
        counted.window_days,
        counted.contact_count,
        counted.weighted_contacts,
        counted.last_contact_at
    from counted
    cross join levels

),

summed as (

    select
        scope,
        unit_key,
        brand_key,
        channel,
        window_kind,
        window_days,
        cast(sum(contact_count) as bigint) as contact_count,
        cast(sum(weighted_contacts) as decimal(18, 2)) as weighted_contacts,
        max(last_contact_at) as last_contact_at
    from levelled
    group by scope, unit_key, brand_key, channel, window_kind, window_days

),

capped as (

    select
        {{ weft_key([
            'summed.scope', 'summed.unit_key', 'summed.brand_key', 'summed.channel',
            'summed.window_kind', 'cast(summed.window_days as string)',
        ]) }} as pressure_key,
        summed.scope,
        summed.unit_key,
        summed.brand_key,
        summed.channel,
        summed.window_kind,
        summed.window_days,
        summed.contact_count,
        summed.weighted_contacts,
        summed.last_contact_at,
        caps.cap_code,
        caps.measure as cap_measure,
        cast(caps.cap as decimal(18, 2)) as cap,
        cast(
            caps.cap - case caps.measure
                when 'weight' then summed.weighted_contacts else summed.contact_count
            end as decimal(18, 2)
        ) as cap_left
    from summed
    left join caps
        on
            summed.scope = caps.scope
            and summed.brand_key = coalesce(caps.brand_key, 'all')
            and summed.channel = coalesce(caps.channel, 'all')
            and summed.window_kind = caps.window_kind
            and summed.window_days = caps.window_days

),

judged as (

    select
        *,
        coalesce(cap_left <= 0, false) as is_full,
        coalesce(cap_left < 0, false) as is_over
    from capped

)

select * from judged

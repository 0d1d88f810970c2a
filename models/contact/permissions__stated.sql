-- One row per customer, brand and channel on which she said yes or no, by the latest act; an act
-- for all brands or all channels speaks of each. On equal time the no wins.
with acts as (

    select * from {{ ref('consent_acts__unioned') }}
    where acted_at <= {{ run_at() }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

brands as (

    select brand_key
    from {{ ref('brands') }}

),

channels as (

    select distinct contact_channel as channel
    from {{ ref('contact_weights') }}

),

resolved as (

    select
        coalesce(records.customer_key, owners.customer_key) as customer_key,
        acts.brand_key,
        acts.channel,
        acts.action,
        acts.acted_at
    from acts
    left join records on acts.record_key = records.record_key
    left join owners
        on
            acts.identifier_type = owners.identifier_type
            and acts.identifier_value = owners.identifier_value

),

spread as (

    select
        resolved.customer_key,
        brands.brand_key,
        channels.channel,
        max_by(
            resolved.action,
            {{ epoch_seconds('resolved.acted_at') }} * 2
            + case resolved.action when 'opt_out' then 1 else 0 end
        ) as last_action
    from resolved
    inner join brands on coalesce(resolved.brand_key, brands.brand_key) = brands.brand_key
    inner join channels
        on resolved.channel = 'all' or resolved.channel = channels.channel
    where resolved.customer_key is not null
    group by resolved.customer_key, brands.brand_key, channels.channel

),

stated as (

    select
        customer_key,
        brand_key,
        channel,
        case last_action when 'opt_out' then 'refused' else 'allowed' end as state
    from spread

)

select * from stated

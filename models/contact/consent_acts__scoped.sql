-- One row per act, customer it binds, and brand and channel it covers: an act about every brand or
-- channel is one about each.
with acts as (

    select * from {{ ref('consent_acts__resolved') }}
    where customer_key is not null

),

brands as (

    select brand_key from {{ ref('brands') }}

),

channels as (

    select distinct
        permission_channel,
        address_type
    from {{ ref('contact_channels') }}

),

scoped as (

    select
        {{ weft_key(['acts.act_key', 'brands.brand_key', 'channels.permission_channel']) }}
            as scope_key,
        acts.consent_key,
        acts.customer_key,
        brands.brand_key,
        channels.permission_channel as channel,
        acts.purpose,
        acts.action,
        acts.acted_at,
        acts.is_own,
        acts.is_state,
        acts.record_key,
        acts.source_system,
        acts.identifier_type,
        acts.identifier_value,
        coalesce(acts.identifier_type = channels.address_type, false) as names_address,
        acts.brand_key is null or acts.channel = 'all' as is_wider
    from acts
    inner join brands on coalesce(acts.brand_key, brands.brand_key) = brands.brand_key
    inner join channels on acts.channel in ('all', channels.permission_channel)

)

select * from scoped

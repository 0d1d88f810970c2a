-- One row per consent act and customer it binds.
-- An act is of the customer whose record it stands in. What it says of the address it names holds
-- for everybody else who uses that address.
with acts as (

    select * from {{ ref('consent_acts__unioned') }}
    where acted_at <= {{ run_at() }} and coalesce(received_at, acted_at) <= {{ run_at() }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

identifiers as (

    select * from {{ ref('identifiers__owned') }}
    where not is_generic and not is_claimed

),

channels as (

    select distinct
        permission_channel,
        address_type
    from {{ ref('contact_channels') }}

),

states as (

    select * from {{ ref('permission_sources') }}
    where is_state

),

owned as (

    select
        acts.*,
        coalesce(records.customer_key, identifiers.customer_key) as customer_key,
        states.source_system is not null as is_state
    from acts
    left join records on acts.record_key = records.record_key
    left join identifiers
        on
            acts.identifier_type = identifiers.identifier_type
            and acts.identifier_value = identifiers.identifier_value
            and identifiers.is_owner
    left join states on acts.source_system = states.source_system

),

shared as (

    select
        owned.consent_key,
        identifiers.customer_key,
        channels.permission_channel
    from owned
    inner join channels
        on
            owned.identifier_type = channels.address_type
            and owned.channel in ('all', channels.permission_channel)
    inner join identifiers
        on
            owned.identifier_type = identifiers.identifier_type
            and owned.identifier_value = identifiers.identifier_value
            and owned.customer_key != identifiers.customer_key

),

bound as (

    select
        consent_key,
        customer_key,
        channel,
        true as is_own
    from owned
    union all
    select
        consent_key,
        customer_key,
        permission_channel as channel,
        false as is_own
    from shared

),

resolved as (

    select
        {{ weft_key(['bound.consent_key', 'bound.customer_key', 'bound.channel']) }} as act_key,
        bound.consent_key,
        bound.customer_key,
        bound.is_own,
        owned.record_key,
        owned.source_system,
        owned.source_id,
        owned.identifier_type,
        owned.identifier_value,
        owned.brand_key,
        bound.channel,
        coalesce(owned.purpose, 'marketing') as purpose,
        owned.action,
        owned.acted_at,
        owned.received_at,
        owned.evidence,
        owned.is_state
    from bound
    inner join owned on bound.consent_key = owned.consent_key

)

select * from resolved

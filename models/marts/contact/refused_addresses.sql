-- One row per act that refused an address, customer who uses it, brand and channel.
with scopes as (

    select * from {{ ref('consent_acts__scoped') }}
    where action = 'opt_out' and names_address

),

lifted as (

    select * from {{ ref('refusals__lifted') }}

),

refused as (

    select
        scopes.scope_key as refused_address_key,
        scopes.customer_key,
        scopes.identifier_type as address_type,
        scopes.identifier_value as address,
        scopes.brand_key,
        scopes.channel,
        scopes.purpose,
        scopes.consent_key,
        scopes.acted_at as refused_at,
        lifted.address_lifted_at as lifted_at
    from scopes
    left join lifted on scopes.scope_key = lifted.scope_key

)

select * from refused

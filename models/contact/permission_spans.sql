-- One row per reason to contact or not, customer, brand, channel and purpose, with the time it
-- holds: a permission from its act on, a refusal until it is taken back, lists and privacy
-- requests from their day on.
{%- set for_ever = "cast('9999-12-31' as timestamp)" %}
with scopes as (

    select * from {{ ref('consent_acts__scoped') }}

),

lifted as (

    select * from {{ ref('refusals__lifted') }}

),

matches as (

    select * from {{ ref('suppressions__matched') }}
    where listed_on <= {{ run_at() }} and first_seen_on <= {{ run_at() }}

),

requests as (

    select * from {{ ref('privacy_requests__unioned') }}
    where status not in ('rejected', 'revoked') and requested_at <= {{ run_at() }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

channels as (

    select distinct permission_channel from {{ ref('contact_channels') }}

),

rules as (

    select
        rules.rule_kind,
        rules.rule_value,
        rules.precedence,
        channels.permission_channel as channel
    from {{ ref('permission_rules') }} as rules
    inner join channels on rules.channel in ('all', channels.permission_channel)

),

brands as (

    select brand_key from {{ ref('brands') }}

),

named as (

    select
        customer_key,
        suppression_match_key as evidence_key,
        'suppression_list' as rule_kind,
        suppression_list as rule_value,
        cast(listed_on as timestamp) as valid_from
    from matches
    union all
    select
        owners.customer_key,
        requests.request_key as evidence_key,
        'privacy_request' as rule_kind,
        requests.request_type as rule_value,
        requests.requested_at as valid_from
    from requests
    inner join owners
        on
            requests.identifier_type = owners.identifier_type
            and requests.identifier_value = owners.identifier_value

),

spans as (

    select
        scopes.scope_key as span_key,
        scopes.customer_key,
        scopes.brand_key,
        scopes.channel,
        scopes.purpose,
        rules.precedence,
        'act' as rule_kind,
        case
            when scopes.action = 'opt_in' then 'opt_in'
            when scopes.is_wider then 'wider_opt_out'
            else 'opt_out'
        end as reason,
        scopes.action = 'opt_out' as is_refusal,
        scopes.consent_key as evidence_key,
        -- A flag is dated by the day: its yes counts from the day after.
        case
            when scopes.is_state and scopes.action = 'opt_in'
                then {{ add_seconds('scopes.acted_at', 86400) }}
            else scopes.acted_at
        end as valid_from,
        coalesce(lifted.lifted_at, {{ for_ever }}) as valid_to
    from scopes
    inner join rules on scopes.channel = rules.channel and rules.rule_kind = 'act'
    left join lifted on scopes.scope_key = lifted.scope_key
    -- What somebody else allowed at a shared address allows nothing here.
    where scopes.is_own or scopes.action = 'opt_out'
    union all
    select
        {{ weft_key(['named.evidence_key', 'named.customer_key', 'brands.brand_key',
            'rules.channel']) }} as span_key,
        named.customer_key,
        brands.brand_key,
        rules.channel,
        'marketing' as purpose,
        rules.precedence,
        named.rule_kind,
        named.rule_value as reason,
        true as is_refusal,
        named.evidence_key,
        named.valid_from,
        {{ for_ever }} as valid_to
    from named
    inner join rules on named.rule_kind = rules.rule_kind and named.rule_value = rules.rule_value
    cross join brands

)

select * from spans

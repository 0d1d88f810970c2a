-- One row per response of a person or a machine to a message.
with responses as (

    select * from {{ ref('responses__unioned') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

resolved as (

    select
        responses.response_key,
        responses.source_system,
        responses.source_id,
        coalesce(records.customer_key, owners.customer_key) as customer_key,
        coalesce(campaigns.channel, responses.channel) as channel,
        campaigns.campaign_key,
        coalesce(responses.brand_key, campaigns.brand_key) as brand_key,
        responses.response_kind,
        responses.responded_at,
        coalesce(responses.is_machine, false) as is_machine
    from responses
    left join records on responses.record_key = records.record_key
    left join owners
        on
            responses.identifier_type = owners.identifier_type
            and responses.identifier_value = owners.identifier_value
    left join campaigns on {{ campaign_code_or_id('responses') }} = campaigns.campaign_code

)

select * from resolved

-- One row per message sent to a person or held back for a control cell.
with sends as (

    select * from {{ ref('sends__unioned') }}
    where not coalesce(is_seed, false)

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
        sends.send_key,
        sends.source_system,
        sends.source_id,
        coalesce(records.customer_key, owners.customer_key) as customer_key,
        coalesce(campaigns.channel, sends.channel) as channel,
        campaigns.campaign_key,
        coalesce(sends.brand_key, campaigns.brand_key) as brand_key,
        sends.sent_at,
        coalesce(cast(sends.in_home_from as timestamp), sends.sent_at) as received_at,
        sends.status,
        sends.cell_code,
        sends.key_code,
        sends.creative_code,
        sends.offer_code,
        coalesce(sends.is_control, false) as is_control,
        coalesce(sends.is_transactional, false) as is_transactional,
        sends.cost_amount,
        sends.currency_code
    from sends
    left join records on sends.record_key = records.record_key
    left join owners
        on
            sends.identifier_type = owners.identifier_type
            and sends.identifier_value = owners.identifier_value
    left join campaigns on {{ campaign_code_or_id('sends') }} = campaigns.campaign_code

)

select * from resolved

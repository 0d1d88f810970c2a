-- One row per Salesforce campaign; its code stands in its name.
with campaigns as (
    select * from {{ ref('stg_salesforce__campaigns') }} where not coalesce(is_deleted, false)
),

prefixes as (
    select * from {{ ref('campaign_code_prefixes') }}
),

described as (
    select
        campaigns.*,
        prefixes.channel,
        coalesce(campaigns.brand_key, {{ brand_of_campaign('campaigns.campaign_code') }}) as brand
    from campaigns
    left join prefixes on left(campaigns.campaign_code, 2) = prefixes.prefix
),

conformed as (
    {{ conform('campaigns', 'described', {
        'source_system': "'salesforce'",
        'source_id': 'campaign_id',
        'campaign_code': 'campaign_code',
        'campaign_name': 'campaign_name',
        'brand_key': 'brand',
        'channel': 'channel',
        'campaign_type': 'campaign_type',
        'parent_source_id': 'parent_campaign_id',
        'starts_on': 'starts_on',
        'ends_on': 'ends_on',
        'budgeted_amount': 'budgeted_amount',
        'actual_cost_amount': 'actual_cost_amount',
        'currency_code': 'currency_code',
        'is_test': 'false',
    }) }}
)

select * from conformed

-- One row per e-mail campaign of an audience.
with campaigns as (select * from {{ ref('stg_mailchimp__campaigns') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'mailchimp'),

branded as (
    select
        campaigns.*,
        brands.brand_key
    from campaigns
    left join brands on campaigns.audience = brands.source_value
),

conformed as (
    {{ conform('campaigns', 'branded', {
        'source_system': "'mailchimp'",
        'source_id': 'campaign_id',
        'campaign_code': 'campaign_code',
        'campaign_name': 'title',
        'brand_key': 'brand_key',
        'channel': "'email'",
        'campaign_type': "'E-mail'",
        'starts_on': 'sent_at',
        'ends_on': 'sent_at',
        'actual_cost_amount': 'cost_amount',
        'currency_code': 'currency_code',
    }) }}
)

select * from conformed

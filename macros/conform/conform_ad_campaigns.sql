{#-
    The campaigns of a platform's ads, one row each, named as in the newest day reported.

    source_system: name of the platform; channel: of campaigns that have no code. What a campaign
    cost stands day by day in ad_spend, so it has no actual cost here.
-#}
{% macro conform_ad_campaigns(source_system, channel) %}
    with days as (
        select
            *,
            cast(spend_date as string) || source_id as day_order
        from {{ ref(source_system ~ '__ad_spend') }}
    ),

    campaigns as (
        select
            source_campaign_id,
            max_by(campaign_name, day_order) as campaign_name,
            max_by(campaign_code, day_order) as campaign_code,
            min(spend_date) as starts_on,
            max_by(currency_code, day_order) as currency_code,
            max_by(source_file, day_order) as source_file,
            max_by(line_number, day_order) as line_number
        from days
        group by source_campaign_id
    ),

    described as (
        select
            campaigns.*,
            coalesce(prefixes.channel, '{{ channel }}') as channel
        from campaigns
        left join {{ ref('campaign_code_prefixes') }} as prefixes
            on left(campaigns.campaign_code, 2) = prefixes.prefix
    ),

    conformed as (
        {{ conform('campaigns', 'described', {
            'source_system': "'" ~ source_system ~ "'",
            'source_id': 'source_campaign_id',
            'campaign_code': 'campaign_code',
            'campaign_name': 'campaign_name',
            'brand_key': brand_of_campaign('campaign_code'),
            'channel': 'channel',
            'starts_on': 'starts_on',
            'currency_code': 'currency_code',
            'is_test': 'false',
        }) }}
    )

    select * from conformed
{%- endmacro %}

{#-
    A platform's ads reports in the shape of ad_spend: one row per account, campaign, day, device
    and network, finer segments and hours summed.

    source_system: name of the platform; relation: its staged rows. Only days count. The campaign
    code comes from seeds/campaign_mapping.csv, by id, else by name, else from the name itself; in
    a report without ids a campaign's id is the one the seed gives its name, else the name.
-#}
{% macro conform_ad_spend(source_system, relation) %}
    with codes_by_id as (
        {{ mapped_campaigns(source_system) }}
    ),

    codes_by_name as (
        select
            lower(campaign_name) as campaign_name,
            min(source_campaign_id) as source_campaign_id,
            min(campaign_code) as campaign_code
        from {{ ref('campaign_mapping') }}
        where source_system = '{{ source_system }}'
        group by lower(campaign_name)
    ),

    days as (
        select
            staged.account_id,
            coalesce(
                staged.campaign_id, codes_by_name.source_campaign_id, lower(staged.campaign_name)
            ) as campaign_id,
            staged.campaign_name,
            codes_by_name.campaign_code,
            staged.period_starts_on as spend_date,
            staged.device,
            staged.network,
            staged.impressions,
            staged.clicks,
            staged.cost_amount,
            staged.currency_code,
            staged.conversions,
            staged.conversion_value_amount,
            staged.source_file,
            staged.line_number
        from {{ relation }} as staged
        left join codes_by_name on lower(staged.campaign_name) = codes_by_name.campaign_name
        where staged.is_daily and staged.period_starts_on is not null
    ),

    summed as (
        select
            account_id,
            campaign_id,
            max_by(campaign_name, {{ file_order() }}) as campaign_name,
            min(campaign_code) as code_by_name,
            spend_date,
            device,
            network,
            sum(impressions) as impressions,
            sum(clicks) as clicks,
            sum(cost_amount) as cost_amount,
            currency_code,
            sum(conversions) as conversions,
            sum(conversion_value_amount) as conversion_value_amount,
            max_by(source_file, {{ file_order() }}) as source_file,
            max_by(line_number, {{ file_order() }}) as line_number
        from days
        group by account_id, campaign_id, spend_date, device, network, currency_code
    ),

    coded as (
        select
            summed.*,
            coalesce(
                codes_by_id.campaign_code,
                summed.code_by_name,
                {{ campaign_code_in('summed.campaign_name') }}
            ) as campaign_code
        from summed
        left join codes_by_id on summed.campaign_id = codes_by_id.source_campaign_id
    ),

    conformed as (
        {{ conform('ad_spend', 'coded', {
            'source_system': "'" ~ source_system ~ "'",
            'source_id': "concat_ws(
                '|', account_id, campaign_id, cast(spend_date as string),
                coalesce(device, ''), coalesce(network, ''), currency_code
            )",
            'account_id': 'account_id',
            'source_campaign_id': 'campaign_id',
            'campaign_name': 'campaign_name',
            'campaign_code': 'campaign_code',
            'spend_date': 'spend_date',
            'device': 'device',
            'network': 'network',
            'impressions': 'impressions',
            'clicks': 'clicks',
            'cost_amount': 'cost_amount',
            'currency_code': 'currency_code',
            'platform_conversions': 'conversions',
            'platform_value_amount': 'conversion_value_amount',
            'brand_key': brand_of_campaign('campaign_code'),
        }) }}
    )

    select * from conformed
{%- endmacro %}

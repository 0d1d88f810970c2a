-- One row per campaign, channel and attribution model, without figures of few customers.
with performance as (

    select * from {{ ref('rpt_campaign_performance') }}

),

buyers as (

    select
        campaign_key,
        channel,
        brand_key,
        attribution_model,
        count(distinct coalesce(customer_key, conversion_key)) as people_count
    from {{ ref('fct_attribution') }}
    group by campaign_key, channel, brand_key, attribution_model

),

judged as (

    select
        performance.*,
        {{ is_of_few(
            'coalesce(buyers.people_count, 0)',
            ['performance.brand_key', 'performance.channel', 'performance.attribution_model'],
            ['performance.campaign_performance_key'],
        ) }} as is_withheld
    from performance
    left join buyers
        on
            performance.campaign_key = buyers.campaign_key
            and performance.channel = buyers.channel
            and performance.brand_key = buyers.brand_key
            and performance.attribution_model = buyers.attribution_model

),

shared as (

    select
        campaign_code,
        campaign_name,
        brand_key,
        channel,
        attribution_model,
        is_withheld,
        {%- for count in ['delivered', 'reached', 'open', 'click', 'visit'] %}
        case
            when {{ count }}_count = 0 or {{ count }}_count >= {{ var('share_min_people') }}
                then {{ count }}_count
        end as {{ count }}_count,
        {%- endfor %}
        {{ unless_withheld(['conversion_count', 'revenue_amount', 'margin_amount']) }},
        cost_amount,
        currency_code
    from judged

)

select * from shared

-- One row per month, brand, channel and attribution model, without figures of few customers.
with performance as (

    select * from {{ ref('rpt_channel_performance') }}

),

buyers as (

    select
        cast(date_trunc('month', converted_at) as date) as month_start_date,
        brand_key,
        channel,
        attribution_model,
        count(distinct coalesce(customer_key, conversion_key)) as people_count
    from {{ ref('fct_attribution') }}
    group by
        cast(date_trunc('month', converted_at) as date), brand_key, channel, attribution_model

),

judged as (

    select
        performance.*,
        {{ is_of_few(
            'coalesce(buyers.people_count, 0)',
            [
                'performance.month_start_date', 'performance.brand_key',
                'performance.attribution_model',
            ],
            ['performance.channel'],
        ) }} as is_withheld
    from performance
    left join buyers
        on
            performance.month_start_date = buyers.month_start_date
            and performance.brand_key = buyers.brand_key
            and performance.channel = buyers.channel
            and performance.attribution_model = buyers.attribution_model

),

shared as (

    select
        month_start_date,
        brand_key,
        channel,
        attribution_model,
        is_withheld,
        {{ unless_withheld(['conversion_count', 'revenue_amount', 'margin_amount']) }},
        cost_amount,
        currency_code
    from judged

)

select * from shared

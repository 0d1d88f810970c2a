-- Did those who got the mailing buy more often than those who were held back?
with pieces as (

    select
        campaigns.campaign_code,
        performance.delivered_count,
        performance.control_count,
        performance.revenue_amount,
        performance.cost_amount
    from {{ ref('rpt_campaign_performance') }} as performance
    inner join {{ ref('dim_campaign') }} as campaigns
        on performance.campaign_key = campaigns.campaign_key
    where
        performance.attribution_model = 'last_non_direct'
        and campaigns.channel in ('direct_mail', 'catalogue')

)

select * from pieces
where control_count > 0
order by campaign_code

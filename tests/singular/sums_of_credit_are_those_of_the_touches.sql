-- What attribution__summed gives a channel and campaign is what its touches' credits sum to.
with summed as (

    select
        attribution_model,
        channel,
        campaign_key,
        sum(conversion_count) as conversion_count,
        sum(revenue_amount) as revenue_amount
    from {{ ref('attribution__summed') }}
    group by attribution_model, channel, campaign_key

),

credited as (

    select
        attribution_model,
        channel,
        campaign_key,
        sum(credit) as conversion_count,
        sum(credited_amount) as revenue_amount
    from {{ ref('fct_attribution') }}
    group by attribution_model, channel, campaign_key

),

compared as (

    select
        coalesce(summed.attribution_model, credited.attribution_model) as attribution_model,
        coalesce(summed.channel, credited.channel) as channel,
        summed.conversion_count,
        credited.conversion_count as credited_count,
        summed.revenue_amount,
        credited.revenue_amount as credited_amount
    from summed
    full outer join credited
        on
            summed.attribution_model = credited.attribution_model
            and summed.channel = credited.channel
            and summed.campaign_key is not distinct from credited.campaign_key

)

select * from compared
where
    conversion_count is distinct from credited_count
    or revenue_amount is distinct from credited_amount

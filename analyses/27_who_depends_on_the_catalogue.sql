-- Who depends on the catalogue, what do they buy, and what of it is proven to be its doing?
select
    channel_values.brand_key,
    channel_values.dependent_customer_count as customers_who_depend,
    round(100 * channel_values.dependent_customer_share, 1) as percent_of_customers,
    channel_values.only_channel_customer_count as customers_by_it_alone,
    channel_values.dependent_revenue_amount as all_they_buy,
    channel_values.at_risk_amount as at_risk_without_it,
    round(100 * channel_values.proven_share, 1) as percent_proven_by_hold_outs,
    channel_values.proven_revenue_amount as proven_revenue,
    count(case when segments.segment in ('at_risk', 'lapsed') then 1 end) as slipping_away
from {{ ref('rpt_channel_value') }} as channel_values
left join {{ ref('channel_dependents') }} as dependents
    on
        channel_values.brand_key = dependents.brand_key
        and channel_values.channel = dependents.channel
        and dependents.is_dependent
left join {{ ref('customer_segments') }} as segments
    on
        dependents.customer_key = segments.customer_key
        and dependents.brand_key = segments.brand_key
        and segments.scheme = 'life_cycle'
where channel_values.channel = 'catalogue'
group by
    channel_values.brand_key, channel_values.dependent_customer_count,
    channel_values.dependent_customer_share, channel_values.only_channel_customer_count,
    channel_values.dependent_revenue_amount, channel_values.at_risk_amount,
    channel_values.proven_share, channel_values.proven_revenue_amount
order by channel_values.dependent_revenue_amount desc, channel_values.brand_key

-- What are people in the market for now, and how did such interests end before?
select
    brand_key,
    topic,
    count(case when valid_to is null then 1 end) as in_the_market_now,
    count(case when ended_by = 'purchase' then 1 end) as ended_by_purchase,
    count(case when ended_by = 'faded' then 1 end) as faded,
    round(
        100.0 * count(case when ended_by = 'purchase' then 1 end)
        / nullif(count(ended_by), 0), 1
    ) as percent_bought
from {{ ref('customer_segment_history') }}
where scheme = 'in_market'
group by brand_key, topic
order by in_the_market_now desc, brand_key, topic

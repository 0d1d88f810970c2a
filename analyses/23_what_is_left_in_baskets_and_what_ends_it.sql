-- What is left behind, what ends it, and what could still be won?
select
    brand_key,
    abandonment_kind,
    state,
    silenced_in,
    count(*) as left_count,
    sum(case when customer_key is not null then 1 else 0 end) as of_known_customers,
    sum(basket_amount) as basket_amount,
    cast(median(age_hours / 24) as decimal(9, 1)) as median_age_days
from {{ ref('abandonments') }}
group by brand_key, abandonment_kind, state, silenced_in
order by brand_key, abandonment_kind, state, silenced_in

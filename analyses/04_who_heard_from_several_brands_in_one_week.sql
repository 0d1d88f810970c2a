-- Who heard from more than one brand of the group in one week?
with weeks as (

    select
        customer_key,
        cast(date_trunc('week', touched_at) as date) as week_start_date,
        count(distinct brand_key) as brand_count,
        count(*) as contact_count
    from {{ ref('fct_touchpoints') }}
    where direction = 'outbound' and touch_kind = 'delivered' and customer_key is not null
    group by customer_key, cast(date_trunc('week', touched_at) as date)

)

select
    week_start_date,
    count(*) as customers_with_several_brands,
    max(contact_count) as most_contacts
from weeks
where brand_count > 1
group by week_start_date
order by week_start_date desc
limit 20

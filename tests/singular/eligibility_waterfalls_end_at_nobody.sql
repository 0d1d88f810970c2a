-- Each brief judges every customer once: its steps sum to the customer base.
select
    waterfall.brief_code,
    sum(waterfall.customer_count) as judged_count,
    (select count(*) from {{ ref('dim_customer') }}) as base_count
from {{ ref('rpt_eligibility_waterfall') }} as waterfall
group by waterfall.brief_code
having
    sum(waterfall.customer_count) != (select count(*) from {{ ref('dim_customer') }})
    or min(waterfall.remaining_count) != 0

-- Whom shall we ring today about the e-mails they read, and what keeps us from ringing the others?
select
    brand_key,
    state,
    count(*) as customer_count,
    sum(clicked_count) as clicked_count,
    cast(avg(interest_score) as decimal(9, 2)) as average_interest
from {{ ref('telemail_calls') }}
group by brand_key, state
order by brand_key, customer_count desc, state

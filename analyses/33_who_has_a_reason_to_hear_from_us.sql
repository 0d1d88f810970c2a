-- Who has a reason to hear from us, and which reasons do we let pass?
select
    customer_trigger as reason,
    brand_key,
    count(*) as customers,
    count(case when state = 'due' then 1 end) as due_now,
    count(case when state = 'acted_upon' then 1 end) as written_to,
    count(case when state = 'missed' then 1 end) as missed,
    min(case when state = 'due' then due_to end) as first_ends_on
from {{ ref('customer_triggers') }}
group by customer_trigger, brand_key
order by customers desc, reason, brand_key

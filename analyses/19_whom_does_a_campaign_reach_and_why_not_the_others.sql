-- Whom does each planned campaign reach, and what keeps the others from it?
select
    brief_name,
    step_order,
    reason_name,
    customer_count,
    remaining_count,
    cast(100.0 * customer_count / base_count as decimal(5, 1)) as percent
from {{ ref('rpt_eligibility_waterfall') }}
where customer_count > 0
order by brief_name, step_order

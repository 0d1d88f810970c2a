-- Whom and what does each system know that no other knows, and what does it cost?
select
    source_name,
    owner,
    customer_count as customers,
    known_only_here_count as known_only_here,
    round(100 * known_only_here_ratio, 1) as percent_known_only_here,
    email_only_here_count as mailbox_only_here,
    mobile_only_here_count as mobile_only_here,
    address_only_here_count as address_only_here,
    reached_only_here_count as reached_only_here,
    yearly_cost_amount as cost_a_year,
    cost_per_known_only_here_amount as cost_of_each_known_only_here
from {{ ref('quality_source_inventory') }}
where customer_count > 0
order by customers desc, source_name

-- Which creative sold more, and is the difference more than chance?
-- Of twenty pairs that sell alike one has a p-value below 0.05.
select
    campaign_code,
    channel,
    test_cell_code || ' against ' || base_cell_code as cells,
    round(test_value, 2) as revenue_per_head,
    round(base_value, 2) as revenue_per_head_of_the_other,
    round(lift, 2) as difference,
    round(interval_low, 2) as at_least,
    round(interval_high, 2) as at_most,
    round(p_value, 3) as p_value
from {{ ref('rpt_campaign_lift') }}
where measure = 'revenue' and comparison = 'cell_to_cell' and is_settled
order by p_value, campaign_code, cells

-- What is appended data worth: what came back, is it right, and what costs a value we did not have?
select
    attribute_name,
    sent_count,
    round(100 * fill_ratio, 1) as percent_filled,
    round(100 * agreement_ratio, 1) as percent_right_where_we_know,
    comparable_count as known_already,
    useful_count as new_to_us,
    cost_amount,
    cost_per_useful_amount
from {{ ref('rpt_append_value') }}
order by cost_per_useful_amount desc nulls last, attribute_name

-- What would customers earn us if we wrote to each in the channel she answers best in?
select
    segment,
    best_channel,
    customer_count,
    round(100 * best_message_count / message_count, 1) as percent_by_that_channel_now,
    index_now,
    index_chosen,
    gain_amount,
    round(gain_amount / customer_count, 2) as gain_per_customer
from {{ ref('rpt_choice_value') }}
order by gain_amount desc, segment, best_channel

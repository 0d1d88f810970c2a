-- How does the worth of a channel change with the attribution model?
select
    channel,
    round(sum(revenue_amount) filter (where attribution_model = 'first_touch')) as first_touch,
    round(sum(revenue_amount) filter (where attribution_model = 'last_touch')) as last_touch,
    round(sum(revenue_amount) filter (where attribution_model = 'last_non_direct'))
        as last_non_direct,
    round(sum(revenue_amount) filter (where attribution_model = 'linear')) as linear,
    round(sum(cost_amount) filter (where attribution_model = 'linear')) as cost
from {{ ref('rpt_channel_performance') }}
group by channel
order by linear desc, channel

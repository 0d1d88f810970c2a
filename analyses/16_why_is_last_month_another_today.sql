-- Why is what was credited to earlier months another figure today? Empty until a run restates one.
select
    restated_at,
    month_start_date,
    channel,
    reason,
    conversion_count,
    amount_change
from {{ ref('rpt_attribution_restatements') }}
where attribution_model = 'last_non_direct' and objective = 'purchase' and amount_change != 0
order by restated_at desc, month_start_date desc, abs(amount_change) desc, channel, reason

-- What is credited to each month and channel today, and by how much, and why, have runs since the
-- first publication restated it?
with credited as (

    select
        cast(date_trunc('month', converted_at) as date) as month_start_date,
        channel,
        sum(credited_amount) as credited_amount
    from {{ ref('fct_attribution') }}
    where attribution_model = 'last_non_direct' and objective = 'purchase'
    group by cast(date_trunc('month', converted_at) as date), channel

),

changes as (

    select
        month_start_date,
        channel,
        reason,
        max(restated_at) as last_restated_at,
        sum(conversion_count) as conversion_count,
        sum(amount_change) as amount_change
    from {{ ref('rpt_attribution_restatements') }}
    where attribution_model = 'last_non_direct' and objective = 'purchase'
    group by month_start_date, channel, reason

)

select
    credited.month_start_date,
    credited.channel,
    credited.credited_amount,
    changes.reason,
    changes.conversion_count,
    changes.amount_change,
    changes.last_restated_at
from credited
left join changes
    on
        credited.month_start_date = changes.month_start_date
        and credited.channel = changes.channel
order by credited.month_start_date desc, credited.channel, changes.reason

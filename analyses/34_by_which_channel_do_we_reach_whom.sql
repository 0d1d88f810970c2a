-- By which channel do we reach whom, and do we know it from their answers or from people like them?
select
    segment,
    best_channel,
    count(*) as customers,
    round(100.0 * count(case when reason = 'behaviour' then 1 end) / count(*), 1)
        as percent_by_own_answers,
    round(100.0 * count(best_hour) / count(*), 1) as percent_with_an_hour,
    count(refused_channels) as refused_a_channel,
    count(role_channels) as kept_from_one_by_role
from {{ ref('channel_preference') }}
group by segment, best_channel
order by customers desc, segment, best_channel

-- How many customers were in each stage of life at the end of each month?
select
    dates.date_day as day,
    history.brand_key,
    count(case when history.segment = 'first_time' then 1 end) as first_time,
    count(case when history.segment = 'active' then 1 end) as active,
    count(case when history.segment = 'at_risk' then 1 end) as at_risk,
    count(case when history.segment = 'lapsed' then 1 end) as lapsed,
    count(case when history.segment = 'lost' then 1 end) as lost,
    count(case when history.segment = 'won_back' then 1 end) as won_back
from {{ ref('dim_date') }} as dates
inner join {{ ref('customer_segment_history') }} as history
    on
        dates.date_day >= history.valid_from
        and dates.date_day < coalesce(history.valid_to, cast('9999-12-31' as date))
where
    history.scheme = 'life_cycle'
    and history.segment != 'prospect'
    and extract(day from dates.date_day) = 1
    and dates.date_day <= {{ run_at() }}
group by dates.date_day, history.brand_key
order by history.brand_key, dates.date_day

-- Which topics came up more often in the last quarter than in the one before, and how?
with weeks as (

    select
        *,
        search_count + complaint_count + other_case_count + call_count as mention_count,
        week_starts_on >= {{ run_at() }} - interval 91 day as is_recent
    from {{ ref('rpt_topics') }}
    where week_starts_on >= {{ run_at() }} - interval 182 day

),

compared as (

    select
        brand_key,
        topic,
        coalesce(sum(search_count) filter (where is_recent), 0) as searches,
        coalesce(sum(complaint_count) filter (where is_recent), 0) as complaints,
        coalesce(sum(call_count) filter (where is_recent), 0) as calls,
        sum(case when is_recent then mention_count else -mention_count end) as more_than_before
    from weeks
    group by brand_key, topic

)

select * from compared
order by more_than_before desc, brand_key, topic

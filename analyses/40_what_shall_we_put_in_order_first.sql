-- How ready is the data, and which step gains most?
select
    steps.step_rank as place,
    steps.area,
    areas.score as score_of_area,
    steps.claim,
    round(100 * steps.part_ratio, 1) as percent_now,
    round(100 * steps.target_ratio, 1) as percent_enough,
    steps.gain as points_gained,
    overall.score as score_overall,
    steps.next_step
from {{ ref('quality_readiness_steps') }} as steps
inner join {{ ref('quality_readiness') }} as areas on steps.area = areas.area
cross join {{ ref('quality_readiness') }} as overall
where overall.area = 'overall' and steps.gain > 0
order by place

-- One row per area of readiness, and one over all of them: its score and the next best step.
with steps as (select * from {{ ref('quality_readiness_steps') }}),

areas as (
    select
        area,
        measure,
        weight,
        score,
        gain,
        step_rank,
        next_step
    from steps
    union all
    select
        'overall' as area,
        measure,
        weight,
        score,
        gain,
        step_rank,
        next_step
    from steps
),

scored as (
    select
        area,
        cast(count(*) as bigint) as measure_count,
        cast(sum(weight) as bigint) as weight,
        cast(sum(score * weight) / sum(weight) as decimal(5, 2)) as score,
        cast(sum(gain) as decimal(5, 2)) as gain,
        min_by(measure, step_rank) filter (where score < 100) as next_measure,
        min_by(next_step, step_rank) filter (where score < 100) as next_step
    from areas
    group by area
)

select * from scored

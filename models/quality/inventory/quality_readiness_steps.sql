-- One row per measure of readiness, with the step that mends it and what it is worth.
with measured as (select * from {{ ref('readiness__measured') }}),

rules as (select * from {{ ref('readiness_rules') }}),

scored as (
    select
        rules.measure,
        rules.area,
        rules.claim,
        measured.whole_amount,
        measured.part_amount,
        cast(measured.part_amount / nullif(measured.whole_amount, 0) as decimal(9, 4))
            as part_ratio,
        rules.target_ratio,
        rules.weight,
        cast(
            100 * least(
                coalesce(
                    measured.part_amount / nullif(measured.whole_amount, 0) / rules.target_ratio, 0
                ),
                1
            ) as decimal(5, 2)
        ) as score,
        rules.next_step
    from rules
    inner join measured on rules.measure = measured.measure
),

worth as (
    select
        *,
        cast((100 - score) * weight / sum(weight) over () as decimal(5, 2)) as gain
    from scored
),

ranked as (
    select
        measure,
        area,
        claim,
        whole_amount,
        part_amount,
        part_ratio,
        target_ratio,
        weight,
        score,
        gain,
        row_number() over (order by gain desc, weight desc, measure) as step_rank,
        next_step
    from worth
)

select * from ranked

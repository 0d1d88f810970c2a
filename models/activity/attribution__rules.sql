-- One row per objective, channel and kind of touch that may take credit for it.
{{ config(materialized='view') }}
with objectives as (

    select * from {{ ref('objectives') }}

),

rules as (

    select * from {{ ref('touch_rules') }}

),

ranked as (

    select
        objectives.objective,
        objectives.starts_anew,
        rules.channel,
        rules.touch_kind,
        rules.counts_for_attribution,
        rules.is_fallback,
        rules.lookback_days,
        rules.touch_weight,
        row_number() over (
            partition by objectives.objective, rules.channel, rules.touch_kind
            order by case when rules.objective is null then 1 else 0 end
        ) as choice
    from objectives
    inner join rules on coalesce(rules.objective, objectives.objective) = objectives.objective

),

chosen as (

    select
        objective,
        starts_anew,
        channel,
        touch_kind,
        is_fallback,
        lookback_days,
        touch_weight
    from ranked
    where choice = 1 and counts_for_attribution

)

select * from chosen

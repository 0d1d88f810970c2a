-- One row per run, month of conversion, brand, objective, channel, attribution model and reason:
-- by how much the run restated what was published.
with restated as (

    select * from {{ ref('attribution__restated') }}

),

history as (

    select * from {{ source('last_attribution', 'rpt_attribution_restatements') }}

),

gathered as (

    select
        cast(date_trunc('month', converted_at) as date) as month_start_date,
        attribution_model,
        channel,
        objective,
        brand_key,
        reason,
        count(distinct conversion_key) as conversion_count,
        cast(sum(credit_after - credit_before) as decimal(18, 10)) as credit_change,
        cast(sum(amount_after - amount_before) as decimal(18, 2)) as amount_change
    from restated
    group by
        cast(date_trunc('month', converted_at) as date), attribution_model, channel, objective,
        brand_key, reason

),

stacked as (

    select
        {{ weft_key([
            run_at(), 'month_start_date', 'attribution_model', 'channel', 'objective', 'brand_key',
            'reason',
        ]) }} as restatement_summary_key,
        {{ run_at() }} as restated_at,
        month_start_date,
        attribution_model,
        channel,
        objective,
        brand_key,
        reason,
        conversion_count,
        credit_change,
        amount_change
    from gathered
    union all
    select * from history
    where restated_at < {{ run_at() }}

)

select * from stacked

-- One row per run, attribution model, conversion, channel and campaign whose published credit the
-- run restated.
with restated as (

    select * from {{ ref('attribution__restated') }}

),

history as (

    select * from {{ source('last_attribution', 'attribution_restatements') }}

),

stacked as (

    select
        {{ weft_key([run_at(), 'restated_key']) }} as restatement_key,
        {{ run_at() }} as restated_at,
        conversion_key,
        attribution_model,
        channel,
        campaign_key,
        objective,
        brand_key,
        converted_at,
        reason,
        credit_before,
        credit_after,
        amount_before,
        amount_after
    from restated
    where reason != 're_estimated'
    union all
    select * from history
    where restated_at < {{ run_at() }}

)

select * from stacked

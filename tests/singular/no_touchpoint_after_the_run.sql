-- A row from the future is a clock gone wrong: it must not steal the last touch. Such rows wait in
-- quality_future_rows.
{{ config(meta={'owner': 'marketing data'}) }}
with touchpoints as (

    select
        touchpoint_key,
        touched_at
    from {{ ref('fct_touchpoints') }}

)

select * from touchpoints
where {{ is_dated_later('touched_at') }}

-- A row from the future is a clock gone wrong: it must not steal the last touch.
{{ config(severity='warn', meta={'owner': 'marketing data', 'reason': 'a source may run ahead'}) }}
with touchpoints as (

    select
        touchpoint_key,
        touched_at
    from {{ ref('fct_touchpoints') }}

)

select * from touchpoints
where touched_at > {{ run_at() }} + interval 90 day

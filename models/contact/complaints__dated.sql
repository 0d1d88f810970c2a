-- One row per complaint of a customer: what about, when, and whether it is still open.
{{ config(materialized='view') }}
with cases as (

    select * from {{ ref('cases__unioned') }}
    where is_complaint and opened_at <= {{ run_at() }}

),

touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}
    where activity = 'case' and customer_key is not null

),

mentions as (

    select
        activity_key,
        min(topic) as topic
    from {{ ref('fct_topic_mentions') }}
    where said_in = 'complaint'
    group by activity_key

),

dated as (

    select
        cases.case_key,
        touchpoints.customer_key,
        cases.brand_key,
        coalesce(mentions.topic, 'other') as topic,
        cases.opened_at,
        case when cases.closed_at <= {{ run_at() }} then cases.closed_at end as closed_at
    from cases
    inner join touchpoints on cases.case_key = touchpoints.activity_key
    left join mentions on cases.case_key = mentions.activity_key

)

select * from dated

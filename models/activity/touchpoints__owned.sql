-- One row per touch of a person that may count in her journeys.
{{ config(materialized='view') }}
with touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}

),

owned as (

    select
        touchpoint_key,
        coalesce(customer_key, visitor_key) as person_key,
        brand_key,
        touched_at,
        channel,
        case
            when touch_kind = 'called' and direction = 'inbound' then 'called_in'
            else touch_kind
        end as touch_kind,
        campaign_key,
        creative_code
    from touchpoints
    where not is_machine and coalesce(customer_key, visitor_key) is not null

)

select * from owned

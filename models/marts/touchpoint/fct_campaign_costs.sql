-- One row per day, campaign, channel, brand, currency and kind of cost.
with spend as (

    select * from {{ ref('spend__stacked') }}

)

select * from spend

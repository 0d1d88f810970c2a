-- One row per order that is matched back to a mailing.
with matched as (

    select * from {{ ref('matchbacks__weighed') }}

),

orders as (

    select * from {{ ref('orders__resolved') }}

),

assembled as (

    select
        matched.order_key,
        orders.customer_key,
        matched.send_key,
        matched.campaign_key,
        matched.channel,
        matched.cell_code,
        matched.is_control,
        orders.brand_key,
        orders.order_channel,
        orders.ordered_at,
        matched.in_home_date,
        cast(matched.days_since_in_home as int) as days_since_in_home,
        matched.evidence,
        matched.tie,
        matched.confidence,
        matched.mailing_count,
        matched.incremental_share,
        orders.net_revenue_amount,
        cast(orders.net_revenue_amount * matched.incremental_share as decimal(18, 2))
            as incremental_revenue_amount,
        orders.reporting_currency_code as currency_code
    from matched
    inner join orders on matched.order_key = orders.order_key

)

select * from assembled

-- An order is matched back within the days of its evidence, by the order's own local day, and what
-- it brought is what the order brought.
with matched as (

    select * from {{ ref('fct_matchbacks') }}

),

orders as (

    select * from {{ ref('fct_orders') }}

),

rules as (

    select * from {{ ref('matchback_rules') }}

),

checked as (

    select matched.order_key
    from matched
    inner join orders on matched.order_key = orders.order_key
    left join rules
        on matched.channel = rules.channel and matched.evidence = rules.evidence
    where
        not coalesce(
            orders.order_date >= {{ add_days('matched.in_home_date', 'rules.first_day') }}
            and orders.order_date <= {{ add_days('matched.in_home_date', 'rules.last_day') }}
            and matched.days_since_in_home between rules.first_day and rules.last_day
            and matched.net_revenue_amount = orders.net_revenue_amount
            and orders.is_counted,
            false
        )

)

select * from checked

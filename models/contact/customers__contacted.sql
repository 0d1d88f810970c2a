-- One row per customer with what contact rules ask of her: home, zone, seniority, worth.
with customers as (

    select * from {{ ref('dim_customer') }}

),

zones as (

    select * from {{ ref('country_time_zones') }}

),

ranked as (

    select
        customers.customer_key,
        customers.household_key,
        customers.country_code,
        coalesce(zones.time_zone, '{{ var("weft_default_time_zone") }}') as time_zone,
        customers.seniority,
        customers.customer_kind,
        coalesce(customers.is_test, false) as is_test,
        -- Fifths of those who bought; the first spends most.
        case
            when customers.net_revenue_amount > 0
                then ntile(5) over (
                    partition by customers.net_revenue_amount > 0
                    order by customers.net_revenue_amount desc, customers.customer_key
                )
        end as revenue_fifth
    from customers
    left join zones on customers.country_code = zones.country_code

)

select * from ranked

-- One row per household: customers of one family name at one address.
with households as (

    select * from {{ ref('households__grouped') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

aggregated as (

    select
        households.household_key,
        min(households.postcode) as postcode,
        min(households.city) as city,
        min(households.country_code) as country_code,
        min(customers.family_name) as family_name,
        count(*) as member_count,
        count(*) filter (where customers.customer_kind = 'customer') as customer_count,
        cast(sum(customers.order_count) as bigint) as order_count,
        cast(sum(customers.net_revenue_amount) as decimal(18, 2)) as net_revenue_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from households
    inner join customers on households.customer_key = customers.customer_key
    group by households.household_key

)

select * from aggregated

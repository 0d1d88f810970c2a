-- One row per household: who lives together, or did.
with members as (

    select * from {{ ref('households__grouped') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

aggregated as (

    select
        members.household_key,
        min(customers.postcode) filter (where members.is_current) as postcode,
        min(customers.city) filter (where members.is_current) as city,
        min(customers.country_code) filter (where members.is_current) as country_code,
        min(customers.family_name) filter (where members.is_current) as family_name,
        count(*) filter (where members.is_current) as member_count,
        count(*) filter (
            where members.is_current and customers.customer_kind = 'customer'
        ) as customer_count,
        count(distinct members.customer_key)
        - count(*) filter (where members.is_current) as former_member_count,
        count(distinct members.dwelling_key) as dwelling_count,
        coalesce(
            cast(sum(customers.order_count) filter (where members.is_current) as bigint), 0
        ) as order_count,
        coalesce(
            cast(
                sum(customers.net_revenue_amount) filter (where members.is_current)
                as decimal(18, 2)
            ), 0
        ) as net_revenue_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from members
    inner join customers on members.customer_key = customers.customer_key
    group by members.household_key

)

select * from aggregated

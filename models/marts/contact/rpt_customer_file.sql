-- One row per attribute and value of it: how many customers have it, and what they buy.
with described as (

    select * from {{ ref('customers__described') }}

),

customers as (

    select * from {{ ref('dim_customer') }}
    where not coalesce(is_test, false)

),

file_sums as (

    select
        count(*) as customer_count,
        sum(net_revenue_amount) as net_revenue_amount
    from customers

),

-- Who says nothing of an attribute is counted too, so that each attribute adds up to the file.
attributes as (

    select distinct
        attribute_group,
        attribute_name
    from described

),

placed as (

    select
        attributes.attribute_group,
        attributes.attribute_name,
        coalesce(described.attribute_value, 'unknown') as attribute_value,
        customers.customer_key,
        customers.order_count,
        customers.net_revenue_amount
    from customers
    cross join attributes
    left join described
        on
            customers.customer_key = described.customer_key
            and attributes.attribute_group = described.attribute_group
            and attributes.attribute_name = described.attribute_name

),

counted as (

    select
        attribute_group,
        attribute_name,
        attribute_value,
        count(*) as customer_count,
        count(case when order_count > 0 then 1 end) as buyer_count,
        sum(order_count) as order_count,
        sum(net_revenue_amount) as net_revenue_amount
    from placed
    group by attribute_group, attribute_name, attribute_value

),

-- A value of few people says little and may point at one of them.
gathered as (

    select
        attribute_group,
        attribute_name,
        case
            when customer_count >= {{ var('customer_file_min_customers') }} then attribute_value
            else 'other'
        end as attribute_value,
        cast(sum(customer_count) as bigint) as customer_count,
        cast(sum(buyer_count) as bigint) as buyer_count,
        cast(sum(order_count) as bigint) as order_count,
        cast(sum(net_revenue_amount) as decimal(18, 2)) as net_revenue_amount
    from counted
    group by
        attribute_group, attribute_name,
        case
            when customer_count >= {{ var('customer_file_min_customers') }} then attribute_value
            else 'other'
        end

),

shared as (

    select
        {{ weft_key([
            'gathered.attribute_group', 'gathered.attribute_name', 'gathered.attribute_value'
        ]) }} as customer_file_key,
        gathered.attribute_group,
        gathered.attribute_name,
        gathered.attribute_value,
        gathered.customer_count,
        cast(
            cast(gathered.customer_count as {{ double_type() }}) / file_sums.customer_count
            as decimal(9, 4)
        ) as customer_share,
        gathered.buyer_count,
        gathered.order_count,
        gathered.net_revenue_amount,
        cast(
            cast(gathered.net_revenue_amount as {{ double_type() }})
            / nullif(file_sums.net_revenue_amount, 0) as decimal(9, 4)
        ) as revenue_share,
        cast(gathered.net_revenue_amount / gathered.customer_count as decimal(18, 2))
            as revenue_per_customer_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from gathered
    cross join file_sums

)

select * from shared

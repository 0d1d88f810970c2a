-- One row per attribute and value of the customer file, without figures of few customers.
with file as (

    select * from {{ ref('rpt_customer_file') }}

),

judged as (

    select
        *,
        {{ is_of_few(
            'customer_count', ['attribute_group', 'attribute_name'], ['attribute_value']
        ) }} as is_withheld,
        {{ is_of_few(
            'buyer_count', ['attribute_group', 'attribute_name'], ['attribute_value']
        ) }} as is_money_withheld
    from file

),

shared as (

    select
        attribute_group,
        attribute_name,
        attribute_value,
        customer_count,
        case when not is_money_withheld then buyer_count end as buyer_count,
        case when not is_money_withheld then order_count end as order_count,
        case when not is_money_withheld then net_revenue_amount end as net_revenue_amount,
        currency_code
    from judged
    where not is_withheld

)

select * from shared

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
        {{ unless_withheld(
            ['buyer_count', 'order_count', 'net_revenue_amount'], 'is_money_withheld'
        ) }},
        currency_code
    from judged
    where not is_withheld

)

select * from shared

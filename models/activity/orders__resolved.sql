-- One row per order with its customer, its refunds and its worth in the reporting currency.
with orders as (

    select * from {{ ref('orders__unioned') }}

),

returned as (

    select
        order_key,
        sum(refund_amount) as refund_amount
    from {{ ref('returns__unioned') }}
    group by order_key

),

records as (

    select * from {{ ref('records__keyed') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

rates as (

    select * from {{ ref('currency_rates__dated') }}

),

margin_rates as (

    select * from {{ ref('margin_rates') }}

),

-- A line has the margin of its category, else that of its brand.
line_margins as (

    select
        lines.order_key,
        sum(lines.net_amount * coalesce(of_category.margin_ratio, of_brand.margin_ratio))
        / nullif(sum(lines.net_amount), 0) as margin_ratio
    from {{ ref('order_lines__unioned') }} as lines
    inner join orders on lines.order_key = orders.order_key
    left join margin_rates as of_category
        on orders.brand_key = of_category.brand_key and lines.category = of_category.category
    left join margin_rates as of_brand
        on orders.brand_key = of_brand.brand_key and of_brand.category is null
    group by lines.order_key

),

resolved as (

    select
        orders.order_key,
        orders.source_system,
        orders.source_id,
        orders.order_id,
        coalesce(records.customer_key, owners.customer_key) as customer_key,
        orders.brand_key,
        orders.order_channel,
        orders.store_id,
        orders.ordered_at,
        orders.ordered_local_at,
        orders.order_status,
        orders.currency_code,
        orders.gross_amount,
        orders.discount_amount,
        orders.shipping_amount,
        orders.tax_amount,
        orders.total_amount,
        -- The shop's own figure and the returns desk's tell of one refund: the larger is known.
        least(
            greatest(coalesce(orders.refunded_amount, 0), coalesce(returned.refund_amount, 0)),
            greatest(orders.total_amount, 0)
        ) as refunded_amount,
        orders.discount_code,
        coalesce(orders.offer_code, orders.discount_code) as offer_code,
        orders.utm_source,
        orders.utm_medium,
        orders.utm_campaign,
        coalesce(orders.is_test, false) as is_test,
        not coalesce(orders.is_test, false)
        and orders.order_status != 'cancelled'
        and orders.total_amount is not null as is_counted,
        rates.rate,
        coalesce(line_margins.margin_ratio, of_brand.margin_ratio) as margin_ratio
    from orders
    left join returned on orders.order_key = returned.order_key
    left join records on orders.record_key = records.record_key
    left join owners
        on
            orders.identifier_type = owners.identifier_type
            and orders.identifier_value = owners.identifier_value
    left join line_margins on orders.order_key = line_margins.order_key
    left join margin_rates as of_brand
        on orders.brand_key = of_brand.brand_key and of_brand.category is null
    left join rates
        on
            orders.currency_code = rates.currency_code
            and cast(orders.ordered_at as date) >= rates.valid_from
            and cast(orders.ordered_at as date) < rates.valid_to

),

valued as (

    select
        order_key,
        source_system,
        source_id,
        order_id,
        customer_key,
        brand_key,
        order_channel,
        store_id,
        ordered_at,
        ordered_local_at,
        order_status,
        currency_code,
        gross_amount,
        discount_amount,
        shipping_amount,
        tax_amount,
        total_amount,
        cast(refunded_amount as decimal(18, 2)) as refunded_amount,
        discount_code,
        offer_code,
        utm_source,
        utm_medium,
        utm_campaign,
        is_test,
        is_counted,
        cast(
            case when is_counted then round((total_amount - refunded_amount) * rate, 2) else 0 end
            as decimal(18, 2)
        ) as net_revenue_amount,
        -- Tax is no revenue; what came back takes its part of tax and goods with it.
        cast(
            case
                when is_counted
                    then round(
                        (total_amount - refunded_amount) * rate * margin_ratio
                        * (1 - coalesce(tax_amount, 0) / nullif(total_amount, 0)), 2
                    )
            end as decimal(18, 2)
        ) as margin_amount,
        '{{ var("reporting_currency") }}' as reporting_currency_code
    from resolved

)

select * from valued

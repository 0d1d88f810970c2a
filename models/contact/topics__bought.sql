-- One row per customer, brand, day and topic that was bought, in any channel; topic null: an article
-- whose topic nobody knows.
with orders as (

    select * from {{ ref('orders__resolved') }}
    where
        is_counted
        and total_amount >= 0
        and customer_key is not null
        and ordered_at <= {{ run_at() }}

),

lines as (

    select
        order_key,
        {{ slug('product_name') }} as product_slug
    from {{ ref('order_lines__unioned') }}

),

-- An article is what its page is about: the page's path ends with its name.
products as (

    select
        brands.brand_key,
        {{ regexp_replace_all('paths.page_path', "'^.*/'", "''") }} as product_slug,
        min(paths.topic) as topic,
        min(paths.price_level) as price_level
    from {{ ref('web_paths__described') }} as paths
    inner join {{ ref('brands') }} as brands on paths.host = brands.host
    where paths.page_kind = 'product' and paths.topic is not null
    group by
        brands.brand_key, {{ regexp_replace_all('paths.page_path', "'^.*/'", "''") }}
    having min(paths.topic) = max(paths.topic)

),

bought as (

    select
        orders.customer_key,
        orders.brand_key,
        products.topic,
        products.price_level,
        cast(orders.ordered_at as date) as bought_on,
        count(*) as line_count
    from orders
    left join lines on orders.order_key = lines.order_key
    left join products
        on
            orders.brand_key = products.brand_key
            and lines.product_slug = products.product_slug
    group by
        orders.customer_key, orders.brand_key, products.topic, products.price_level,
        cast(orders.ordered_at as date)

)

select * from bought

-- One row per customer, brand, topic, range of prices and day on which she showed an interest in
-- it, by looking at pages, searching, or buying.
with pages as (

    select * from {{ ref('page_views__timed') }}
    where topic is not null and page_score > 0 and occurred_at <= {{ run_at() }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}
    where customer_key is not null

),

orders as (

    select * from {{ ref('orders__resolved') }}
    where is_counted and customer_key is not null and ordered_at <= {{ run_at() }}

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

shown as (

    select
        sessions.customer_key,
        pages.brand_key,
        pages.topic,
        pages.price_level,
        cast(pages.occurred_at as date) as shown_on,
        pages.page_score as interest_score
    from pages
    inner join sessions on pages.session_key = sessions.session_key
    union all
    select
        orders.customer_key,
        orders.brand_key,
        products.topic,
        products.price_level,
        cast(orders.ordered_at as date) as shown_on,
        {{ var('conflict_purchase_score') }} as interest_score
    from orders
    inner join lines on orders.order_key = lines.order_key
    inner join products
        on
            orders.brand_key = products.brand_key
            and lines.product_slug = products.product_slug

),

dated as (

    select
        customer_key,
        brand_key,
        topic,
        price_level,
        shown_on,
        cast(sum(interest_score) as decimal(18, 4)) as interest_score
    from shown
    group by customer_key, brand_key, topic, price_level, shown_on

)

select * from dated

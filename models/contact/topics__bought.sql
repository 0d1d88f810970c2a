-- One row per customer, brand, day and topic that was bought, in any channel; topic null: an
-- article whose topic nobody knows.
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
        orders.customer_key,
        orders.brand_key,
        cast(orders.ordered_at as date) as bought_on,
        lines.sku,
        {{ slug('lines.product_name') }} as product_slug,
        lines.category
    from orders
    left join {{ ref('order_lines__unioned') }} as lines on orders.order_key = lines.order_key

),

-- Some tills know an article by its number alone; another system of the brand has its name.
named_articles as (

    select
        brand_key,
        sku,
        min(product_slug) as product_slug
    from lines
    where sku is not null and product_slug is not null
    group by brand_key, sku
    having min(product_slug) = max(product_slug)

),

pages as (

    select
        brands.brand_key,
        {{ slug(regexp_replace_all('paths.page_path', "'^.*/'", "''")) }} as product_slug,
        paths.page_kind,
        paths.topic,
        paths.price_level
    from {{ ref('web_paths__described') }} as paths
    inner join {{ ref('brands') }} as brands on paths.host = brands.host
    where paths.topic is not null

),

-- An article is what its page is about: the page's path ends with its name.
products as (

    select
        brand_key,
        product_slug,
        min(topic) as topic,
        min(price_level) as price_level
    from pages
    where page_kind = 'product'
    group by brand_key, product_slug
    having min(topic) = max(topic)

),

topics as (

    select distinct
        brand_key,
        topic
    from pages

),

bought as (

    select
        lines.customer_key,
        lines.brand_key,
        coalesce(products.topic, topics.topic) as topic,
        products.price_level,
        lines.bought_on,
        count(*) as line_count
    from lines
    left join named_articles
        on lines.brand_key = named_articles.brand_key and lines.sku = named_articles.sku
    left join products
        on
            lines.brand_key = products.brand_key
            and coalesce(lines.product_slug, named_articles.product_slug) = products.product_slug
    left join topics
        on lines.brand_key = topics.brand_key and lines.category = topics.topic
    group by
        lines.customer_key, lines.brand_key, coalesce(products.topic, topics.topic),
        products.price_level, lines.bought_on

)

select * from bought

-- One row per order and campaign that a code on the order names, of any channel.
with orders as (

    select * from {{ ref('orders__resolved') }}
    where coalesce(offer_code, discount_code) is not null

),

issued as (

    select * from {{ ref('offline_codes__issued') }}

),

-- Shops write several codes of one order with commas between.
written as (

    select
        orders.order_key,
        lower(trim(part.code)) as code
    from orders
    {{ explode_list(
        split_list("concat_ws(',', orders.discount_code, orders.offer_code)", "','"), 'part', 'code'
    ) }}

),

coded as (

    select
        {{ weft_key(['written.order_key', 'issued.campaign_key']) }} as order_code_key,
        written.order_key,
        issued.campaign_key,
        min(issued.cell_code) as cell_code,
        min(issued.creative_code) as creative_code,
        min(issued.campaign_count) as campaign_count
    from written
    inner join issued on written.code = issued.code
    group by written.order_key, issued.campaign_key

)

select * from coded

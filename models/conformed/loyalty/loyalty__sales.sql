-- One row per till sale, and one per till sale in which goods were brought back: what was paid or
-- paid back, and on whose card. A dummy or training card is nobody's, so its sales have no holder.
-- Goods brought back are an order of their own with a negative total: the till does not know which
-- sale they came from.
with till_lines as (select * from {{ ref('stg_loyalty__till_lines') }}),

cards_in_use as (select * from {{ ref('loyalty__cards_in_use') }}),

sales as (
    select
        {{ till_sale_id('sale_id', 'quantity') }} as order_source_id,
        quantity < 0 as is_return,
        min(store_no) as store_no,
        min(sold_local_at) as sold_local_at,
        min(time_zone) as time_zone,
        min(currency_code) as currency_code,
        max(card_no) as card_no,
        max(promo_code) as promo_code,
        sum(net_amount + tax_amount) as paid_amount,
        sum(tax_amount) as tax_amount,
        min(source_file) as source_file,
        min(line_number) as line_number
    from till_lines
    group by {{ till_sale_id('sale_id', 'quantity') }}, quantity < 0
),

held as (
    select
        sales.*,
        cards_in_use.card_kind,
        cards_in_use.is_in_card_file and cards_in_use.card_kind in ('customer', 'staff')
            as has_holder
    from sales
    left join cards_in_use on sales.card_no = cards_in_use.card_no
)

select * from held

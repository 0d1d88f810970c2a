-- One row per till sale: what was sold, what was brought back, and on whose card.
-- A dummy or training card is nobody's, so a sale on it has no holder.
with till_lines as (select * from {{ ref('stg_loyalty__till_lines') }}),

cards_in_use as (select * from {{ ref('loyalty__cards_in_use') }}),

sales as (
    select
        sale_id,
        min(store_no) as store_no,
        min(sold_local_at) as sold_local_at,
        min(time_zone) as time_zone,
        min(currency_code) as currency_code,
        max(card_no) as card_no,
        max(promo_code) as promo_code,
        sum(case when quantity >= 0 then net_amount + tax_amount else 0 end) as sold_amount,
        sum(case when quantity >= 0 then tax_amount else 0 end) as tax_amount,
        sum(case when quantity < 0 then -(net_amount + tax_amount) else 0 end) as refunded_amount,
        bool_or(quantity >= 0) as has_sold_lines,
        min(source_file) as source_file,
        min(line_number) as line_number
    from till_lines
    group by sale_id
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

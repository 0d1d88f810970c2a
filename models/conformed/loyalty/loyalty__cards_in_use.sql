-- One row per loyalty card of the card file or of the tills, with the kind of its holder.
-- A card is the shop's own (dummy, staff, training) by the seed, by the name on it, or by use: no
-- customer pays ten times a day.
with cards as (select * from {{ ref('stg_loyalty__cards') }}),

till_lines as (select * from {{ ref('stg_loyalty__till_lines') }}),

known_cards as (select * from {{ ref('till_cards') }}),

sales_per_day as (
    select
        card_no,
        cast(sold_local_at as date) as sold_on,
        count(distinct sale_id) as sale_count
    from till_lines
    where card_no is not null
    group by card_no, cast(sold_local_at as date)
),

uses as (
    select
        card_no,
        max(sale_count) as busiest_day_sale_count
    from sales_per_day
    group by card_no
),

judged as (
    select
        coalesce(cards.card_no, uses.card_no) as card_no,
        cards.card_no is not null as is_in_card_file,
        case
            when known_cards.card_kind is not null then known_cards.card_kind
            when upper(cards.family_name) in ('DUMMY', 'DUMMY CARD', 'TILL', 'TILL CARD')
                then 'dummy'
            when upper(cards.family_name) in ('TRAINING', 'TRAINING CARD', 'TEST', 'TEST CARD')
                then 'training'
            when upper(cards.family_name) in ('STAFF', 'STAFF CARD') then 'staff'
            when upper(cards.tier) in ('STAFF', 'EMPLOYEE', 'COLLEAGUE') then 'staff'
            when uses.busiest_day_sale_count > {{ detection_limit('card_sales_per_day') }}
                then 'dummy'
            else 'customer'
        end as card_kind
    from cards
    full outer join uses on cards.card_no = uses.card_no
    left join known_cards on coalesce(cards.card_no, uses.card_no) = known_cards.card_no
)

select * from judged

-- Orders priced, with their lines, codes, cancellations and returns.

create or replace table basket_line as
with sized as (
    select
        purchase_seed.purchase_id,
        purchase_seed.brand_n,
        purchase_seed.brand_key,
        relation.interest_topic,
        relation.price_level,
        case when purchase_seed.brand_key = 'linden' then 1
            when draw('lines', purchase_id) < 0.45 then 1 when draw('lines', purchase_id) < 0.75
                then 2
            when draw('lines', purchase_id) < 0.92 then 3 else 4 end as line_count,
    from purchase_seed
    left join relation using (relation_id)
),
numbered as (
    select sized.*, series.n as line_no, sized.purchase_id * 8 + series.n as line_key,
    from sized
    inner join range(1, 5) as series(n) on series.n <= sized.line_count
),
chosen as (
    select
        numbered.*,
        12 * (case
            when interest_topic is not null and chance('in the topic', line_key, 0.55)
                then list_position(brand_topic.topics, interest_topic) - 1
            else whole('any topic', line_key, len(brand_topic.topics))
        end)
        + 3 * whole('noun', line_key, 4)
        + case
            when price_level is not null and chance('in the level', line_key, 0.6)
                then case price_level when 'budget' then 1 when 'mid' then 2 else 3 end
            else 1 + whole('any level', line_key, 3)
        end as brand_product_n,
    from numbered
    inner join brand_topic using (brand_key)
)
select
    chosen.purchase_id,
    chosen.line_no::integer as line_no,
    product.product_n,
    product.sku,
    product.product_name,
    product.topic,
    (case when chosen.brand_key = 'linden' and product.topic in ('Rooms', 'Suites')
        then 1 + whole('nights', line_key, 4)
        when chosen.brand_key = 'tradewell' then 1 + whole('quantity', line_key, 10)
        when chance('several', line_key, 0.2) then 2 + whole('quantity', line_key, 3)
        else 1 end)::integer as quantity,
    product.price as unit_price,
from chosen
inner join product
    on product.brand_key = chosen.brand_key and product.brand_product_n = chosen.brand_product_n
order by purchase_id, line_no;

create or replace table purchase as
with coded as (
    select
        purchase_seed.*,
        campaign.campaign_code as code_campaign,
        case
            when campaign_cell.key_code is not null and order_channel <> 'shop'
                and chance('quotes the key code', purchase_id, 0.5) then campaign_cell.key_code
            when campaign_cell.key_code is not null and order_channel = 'shop'
                and campaign.offer_code is not null
                and chance('shows the voucher', purchase_id, 0.5) then campaign.offer_code
            when campaign.offer_code is not null and cause = 'visit'
                and chance('uses the offer', purchase_id, 0.7)
                then campaign.offer_code
        end as code_used,
        coalesce(campaign.discount_percent, 0) as discount_percent,
    from purchase_seed
    left join campaign using (campaign_no)
    left join contact on contact.contact_id = purchase_seed.cause_contact_id
        and contact.channel = 'post'
    left join campaign_cell
        on campaign_cell.campaign_no = contact.campaign_no
            and campaign_cell.cell_code = contact.cell_code
),
summed as (
    select
        coded.*,
        lines.gross_amount,
        case when code_used is null then 0.00
            else round(lines.gross_amount * discount_percent / 100, 2) end::decimal(18,
                2) as discount_amount,
    from coded
    inner join (
        select purchase_id, sum(quantity * unit_price)::decimal(18, 2) as gross_amount
        from basket_line
        group by purchase_id
    ) as lines using (purchase_id)
),
shipped as (
    select
        *,
        case when order_channel <> 'shop' and brand_key <> 'linden'
            and gross_amount - discount_amount < 60
            then 4.95 else 0.00 end::decimal(18, 2) as shipping_amount,
    from summed
),
accounts as (
    select relation_id, max(registration_id) filter (ordinal = 1) as first_id,
        max(registration_id) filter (ordinal = 2) as second_id,
        max(registered_at) filter (ordinal = 2) as second_from,
    from registration
    where source_system = 'shopify'
    group by relation_id
)
select
    shipped.purchase_id,
    shipped.relation_id,
    shipped.person_id,
    shipped.brand_n,
    shipped.brand_key,
    order_channel,
    ordered_at,
    visit_id,
    cause,
    cause_contact_id,
    cause_visit_id,
    campaign_no,
    code_used,
    case when code_used is not null then code_campaign end as code_campaign,
    gross_amount,
    discount_amount,
    shipping_amount,
    round((gross_amount - discount_amount + shipping_amount) / 6, 2)::decimal(18, 2) as tax_amount,
    (gross_amount - discount_amount + shipping_amount)::decimal(18, 2) as total_amount,
    -- The web shop's own running number; tills and Square have theirs.
    case when order_channel in ('web', 'phone') then '#' || brand.letter
        || (1000 + row_number() over (
        partition by shipped.brand_key, order_channel in ('web', 'phone') order by ordered_at,
            purchase_id))
    end as order_name,
    -- The web account the order belongs to; null: a guest, known by the address typed in.
    case
        when order_channel = 'shop' then null
        when second_from < ordered_at and chance('other account', purchase_id, 0.5) then second_id
        else first_id
    end as registration_id,
    case when order_channel = 'shop' and card_use.since < ordered_at
        and chance('shows the card', purchase_id, 0.85)
        then card_use.card_no
        when order_channel = 'shop' and shipped.brand_key = 'fernside'
            and chance('dummy card', purchase_id, 0.04)
            then '9999999999'
    end as card_no,
    case when shipped.brand_key in ('fernside', 'ridgeway') and order_channel = 'shop'
        then (1 + whole('store', shipped.person_id, 6))::integer end as store_no,
    pick(['Visa', 'Visa', 'MasterCard', 'American Express'], 'card brand',
        shipped.person_id) as payment_brand,
    lpad(whole('pan', shipped.person_id, 10000)::varchar, 4, '0') as payment_suffix,
    case when order_channel <> 'shop'
        and chance('cancelled', purchase_id, getvariable('effects').cancelled_order)
        then ordered_at + to_seconds(3600 + whole('cancelled after', purchase_id,
            170000)) end as cancelled_at,
    chance('reload', purchase_id, getvariable('effects').thank_you_reload) as has_reload,
    person.is_test,
from shipped
inner join brand using (brand_n)
inner join person on person.person_id = shipped.person_id
left join accounts on accounts.relation_id = shipped.relation_id
left join card_use on card_use.relation_id = shipped.relation_id;

drop table purchase_seed;

-- One row per line of an order. Discounts are shared out by value to the penny: the last line takes
-- what is left. Prices include VAT.
create or replace table purchase_line as
with shared as (
    select
        basket_line.*,
        (basket_line.quantity * basket_line.unit_price)::decimal(18, 2) as line_gross_amount,
        purchase.gross_amount,
        purchase.discount_amount as order_discount_amount,
        sum(basket_line.quantity * basket_line.unit_price) over (
            partition by basket_line.purchase_id order by basket_line.line_no) as gross_so_far,
    from basket_line
    inner join purchase using (purchase_id)
),
cut as (
    select
        *,
        round(order_discount_amount * gross_so_far / gross_amount, 2)
        - round(order_discount_amount * (gross_so_far - line_gross_amount) / gross_amount,
            2) as cut_amount,
    from shared
)
select
    purchase_id,
    line_no,
    product_n,
    sku,
    product_name,
    topic,
    quantity,
    unit_price,
    line_gross_amount as gross_amount,
    cut_amount::decimal(18, 2) as discount_amount,
    (line_gross_amount - cut_amount)::decimal(18, 2) as amount,
    round((line_gross_amount - cut_amount) / 6, 2)::decimal(18, 2) as tax_amount,
from cut
order by purchase_id, line_no;

drop table basket_line;

-- One row per line sent back.
create or replace table return_line as
select
    purchase_line.purchase_id,
    purchase_line.line_no,
    purchase_line.sku,
    1 + whole('returned quantity', purchase_line.purchase_id, quantity) as quantity,
    round(purchase_line.amount * (1 + whole('returned quantity', purchase_line.purchase_id,
        quantity)) / quantity, 2)
        ::decimal(18, 2) as refund_amount,
    pick(['changed-mind', 'size too small', 'size too large', 'faulty', 'not as described',
        'late'], 'return reason',
        purchase_line.purchase_id) as reason,
    ordered_at + to_days((4 + whole('requested after', purchase_line.purchase_id, 20))::integer)
        as requested_at,
    ordered_at + to_days((8 + whole('requested after', purchase_line.purchase_id, 20)
        + whole('received after', purchase_line.purchase_id, 5))::integer) as received_at,
    ordered_at + to_days((10 + whole('requested after', purchase_line.purchase_id, 20)
        + whole('received after', purchase_line.purchase_id, 9))::integer) as refunded_at,
from purchase_line
inner join purchase using (purchase_id)
where line_no = 1
    and brand_key <> 'linden'
    and cancelled_at is null
    and chance('sent back', purchase_id,
        case when order_channel = 'shop' then 0.3
            else 1 end * getvariable('effects').returned_order)
    and ordered_at < moment(getvariable('period_end') - 40, 0)
order by purchase_id;

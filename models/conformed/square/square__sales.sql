-- One row per till sale: what was paid, and what was paid back on it since.
-- The transactions file tells the sums; where it is missing, the lines do. A refund whose sale is
-- in no file stands alone.
with transactions as (select * from {{ ref('stg_square__transactions') }}),

items as (select * from {{ ref('stg_square__items') }}),

-- A tip is no revenue.
payments as (
    select
        transaction_id,
        min(sold_local_at) as sold_local_at,
        min(time_zone) as time_zone,
        min(currency_code) as currency_code,
        sum(coalesce(net_amount, 0) - discount_amount + tax_amount) as gross_amount,
        sum(-discount_amount) as discount_amount,
        sum(tax_amount) as tax_amount,
        sum(collected_amount - tip_amount) as total_amount,
        max(discount_name) as discount_name,
        max(location) as location,
        max(customer_id) as customer_id,
        max(card_brand || '|' || card_suffix) as payment_card,
        min(source_file) as source_file,
        min(line_number) as line_number
    from transactions
    where not is_refund
    group by transaction_id
),

line_sums as (
    select
        transaction_id,
        min(sold_local_at) as sold_local_at,
        min(time_zone) as time_zone,
        min(currency_code) as currency_code,
        sum(coalesce(net_amount, gross_amount + discount_amount) - discount_amount + tax_amount)
            as gross_amount,
        sum(-discount_amount) as discount_amount,
        sum(tax_amount) as tax_amount,
        sum(coalesce(net_amount, gross_amount + discount_amount) + tax_amount) as total_amount,
        max(location) as location,
        max(customer_id) as customer_id,
        max(card_brand || '|' || card_suffix) as payment_card,
        min(source_file) as source_file,
        min(line_number) as line_number
    from items
    where not is_refund
    group by transaction_id
),

sold as (
    select
        coalesce(payments.transaction_id, line_sums.transaction_id) as transaction_id,
        coalesce(payments.sold_local_at, line_sums.sold_local_at) as sold_local_at,
        coalesce(payments.time_zone, line_sums.time_zone) as time_zone,
        coalesce(payments.currency_code, line_sums.currency_code) as currency_code,
        coalesce(payments.gross_amount, line_sums.gross_amount) as gross_amount,
        coalesce(payments.discount_amount, line_sums.discount_amount) as discount_amount,
        coalesce(payments.tax_amount, line_sums.tax_amount) as tax_amount,
        coalesce(payments.total_amount, line_sums.total_amount) as total_amount,
        payments.discount_name,
        coalesce(payments.location, line_sums.location) as location,
        coalesce(payments.customer_id, line_sums.customer_id) as customer_id,
        coalesce(payments.payment_card, line_sums.payment_card) as payment_card,
        coalesce(payments.source_file, line_sums.source_file) as source_file,
        coalesce(payments.line_number, line_sums.line_number) as line_number
    from payments
    full outer join line_sums on payments.transaction_id = line_sums.transaction_id
),

refund_rows as (
    select
        transaction_id,
        sold_local_at,
        time_zone,
        currency_code,
        -(collected_amount - tip_amount) as refunded_amount,
        location,
        customer_id,
        card_brand || '|' || card_suffix as payment_card,
        source_file,
        line_number
    from transactions
    where is_refund
    union all
    select
        items.transaction_id,
        items.sold_local_at,
        items.time_zone,
        items.currency_code,
        -coalesce(items.net_amount, items.gross_amount + items.discount_amount)
        - items.tax_amount as refunded_amount,
        items.location,
        items.customer_id,
        items.card_brand || '|' || items.card_suffix as payment_card,
        items.source_file,
        items.line_number
    from items
    anti join transactions
        on
            items.transaction_id = transactions.transaction_id
            and transactions.is_refund
    where items.is_refund
),

refunds as (
    select
        transaction_id,
        min(sold_local_at) as refunded_local_at,
        min(time_zone) as time_zone,
        min(currency_code) as currency_code,
        sum(refunded_amount) as refunded_amount,
        max(location) as location,
        max(customer_id) as customer_id,
        max(payment_card) as payment_card,
        min(source_file) as source_file,
        min(line_number) as line_number
    from refund_rows
    group by transaction_id
),

settled as (
    select
        coalesce(sold.transaction_id, refunds.transaction_id) as transaction_id,
        sold.transaction_id is not null as is_sale,
        coalesce(sold.sold_local_at, refunds.refunded_local_at) as sold_local_at,
        coalesce(sold.time_zone, refunds.time_zone) as time_zone,
        coalesce(sold.currency_code, refunds.currency_code) as currency_code,
        coalesce(sold.gross_amount, -refunds.refunded_amount) as gross_amount,
        coalesce(sold.discount_amount, 0) as discount_amount,
        coalesce(sold.tax_amount, 0) as tax_amount,
        -- Without its sale, a refund is an order of its own with a negative total.
        coalesce(sold.total_amount, -refunds.refunded_amount) as total_amount,
        case when sold.transaction_id is not null then coalesce(refunds.refunded_amount, 0) else 0
        end as refunded_amount,
        sold.discount_name,
        coalesce(sold.location, refunds.location) as location,
        coalesce(sold.customer_id, refunds.customer_id) as customer_id,
        coalesce(sold.payment_card, refunds.payment_card) as payment_card,
        coalesce(sold.source_file, refunds.source_file) as source_file,
        coalesce(sold.line_number, refunds.line_number) as line_number
    from sold
    full outer join refunds on sold.transaction_id = refunds.transaction_id
)

select * from settled

-- One row per campaign and cell: what was mailed, what was matched back to it, what it cost.
with sends as (

    select * from {{ ref('sends__resolved') }}

),

mailings as (

    select distinct
        campaign_key,
        channel
    from {{ ref('mailing_pieces__tied') }}

),

matched as (

    select * from {{ ref('fct_matchbacks') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

rates as (

    select * from {{ ref('currency_rates__dated') }}

),

pieces as (

    select
        sends.campaign_key,
        coalesce(sends.cell_code, '(none)') as cell_code,
        bool_or(sends.is_control) as is_control,
        count(*) as piece_count,
        sum(cast(sends.cost_amount * rates.rate as decimal(18, 4))) as cost_amount
    from sends
    inner join mailings
        on sends.campaign_key = mailings.campaign_key and sends.channel = mailings.channel
    left join rates
        on
            sends.currency_code = rates.currency_code
            and cast(sends.sent_at as date) >= rates.valid_from
            and cast(sends.sent_at as date) < rates.valid_to
    group by sends.campaign_key, coalesce(sends.cell_code, '(none)')

),

orders as (

    select
        campaign_key,
        coalesce(cell_code, '(none)') as cell_code,
        count(*) as order_count,
        count(*) filter (where evidence = 'code') as code_count,
        count(*) filter (where evidence = 'link') as link_count,
        count(*) filter (where evidence = 'customer') as customer_count,
        count(*) filter (where evidence = 'name_address') as name_address_count,
        count(*) filter (where evidence = 'household') as household_count,
        sum(net_revenue_amount) as revenue_amount,
        sum(confidence) as confidence_sum,
        sum(incremental_share) as incremental_order_count,
        sum(incremental_revenue_amount) as incremental_revenue_amount
    from matched
    group by campaign_key, coalesce(cell_code, '(none)')

),

-- Offer codes name no cell: orders that only they tie stand in a row of their own.
joined as (

    select
        coalesce(pieces.campaign_key, orders.campaign_key) as campaign_key,
        coalesce(pieces.cell_code, orders.cell_code) as cell_code,
        coalesce(pieces.is_control, false) as is_control,
        coalesce(pieces.piece_count, 0) as piece_count,
        coalesce(pieces.cost_amount, 0) as cost_amount,
        coalesce(orders.order_count, 0) as order_count,
        coalesce(orders.code_count, 0) as code_count,
        coalesce(orders.link_count, 0) as link_count,
        coalesce(orders.customer_count, 0) as customer_count,
        coalesce(orders.name_address_count, 0) as name_address_count,
        coalesce(orders.household_count, 0) as household_count,
        coalesce(orders.revenue_amount, 0) as revenue_amount,
        orders.confidence_sum / nullif(orders.order_count, 0) as mean_confidence,
        orders.incremental_order_count,
        orders.incremental_revenue_amount
    from pieces
    full outer join orders
        on pieces.campaign_key = orders.campaign_key and pieces.cell_code = orders.cell_code

),

assembled as (

    select
        {{ weft_key(['joined.campaign_key', 'joined.cell_code']) }} as campaign_cell_key,
        joined.campaign_key,
        campaigns.campaign_code,
        campaigns.channel,
        campaigns.brand_key,
        joined.cell_code,
        joined.is_control,
        joined.piece_count,
        joined.order_count,
        joined.code_count,
        joined.link_count,
        joined.customer_count,
        joined.name_address_count,
        joined.household_count,
        cast(joined.order_count / nullif(cast(joined.piece_count as double), 0) as decimal(18, 6))
            as match_rate,
        cast(joined.mean_confidence as decimal(5, 4)) as mean_confidence,
        cast(joined.revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(joined.incremental_order_count as decimal(18, 4)) as incremental_order_count,
        cast(joined.incremental_revenue_amount as decimal(18, 2)) as incremental_revenue_amount,
        cast(joined.cost_amount as decimal(18, 2)) as cost_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from joined
    inner join campaigns on joined.campaign_key = campaigns.campaign_key

)

select * from assembled

-- One row per order, mailing and evidence that ties them, in the window of that evidence.
-- A code or link names the campaign; the buyer's tie to a piece of it tells the piece, where there
-- is one. Without either the tie alone is the evidence. An order whose code names a campaign is
-- that campaign's or nobody's.
with orders as (

    select
        order_key,
        customer_key,
        brand_key,
        ordered_at,
        cast(coalesce(ordered_local_at, ordered_at) as date) as order_date
    from {{ ref('orders__resolved') }}
    where is_counted and total_amount >= 0

),

pieces as (

    select * from {{ ref('mailing_pieces__tied') }}

),

codes as (

    select * from {{ ref('orders__coded') }}

),

rules as (

    select * from {{ ref('matchback_rules') }}

),

mailings as (

    select
        campaign_key,
        min(channel) as channel,
        min(brand_key) as brand_key,
        min(in_home_date) as in_home_date
    from pieces
    group by campaign_key

),

visits as (

    select
        sessions.customer_key,
        sessions.campaign_key,
        sessions.started_at
    from {{ ref('sessions__resolved') }} as sessions
    inner join mailings on sessions.campaign_key = mailings.campaign_key
    where sessions.customer_key is not null

),

named as (

    select
        orders.order_key,
        'code' as evidence,
        codes.campaign_key,
        codes.cell_code,
        codes.campaign_count
    from orders
    inner join codes on orders.order_key = codes.order_key
    union
    select
        orders.order_key,
        'link' as evidence,
        visits.campaign_key,
        cast(null as string) as cell_code,
        1 as campaign_count
    from orders
    inner join visits
        on
            orders.customer_key = visits.customer_key
            and orders.ordered_at >= visits.started_at
            and orders.ordered_at
            < {{ add_seconds('visits.started_at', 86400 * var('matchback_link_days')) }}
    left join codes on orders.order_key = codes.order_key
    where codes.order_key is null

),

stacked as (

    select
        named.order_key,
        named.evidence,
        mailings.campaign_key,
        mailings.channel,
        coalesce(pieces.brand_key, mailings.brand_key) as brand_key,
        coalesce(pieces.in_home_date, mailings.in_home_date) as in_home_date,
        coalesce(pieces.cell_code, named.cell_code) as cell_code,
        coalesce(pieces.is_control, false) as is_control,
        pieces.send_key,
        coalesce(pieces.tie, 'none') as tie,
        coalesce(pieces.tie_rank, 4) as tie_rank,
        coalesce(pieces.cell_code = named.cell_code, false) as is_of_cell,
        named.campaign_count
    from named
    inner join mailings on named.campaign_key = mailings.campaign_key
    inner join orders on named.order_key = orders.order_key
    left join pieces
        on named.campaign_key = pieces.campaign_key and orders.customer_key = pieces.customer_key
    union all
    select
        orders.order_key,
        pieces.tie as evidence,
        pieces.campaign_key,
        pieces.channel,
        pieces.brand_key,
        pieces.in_home_date,
        pieces.cell_code,
        pieces.is_control,
        pieces.send_key,
        pieces.tie,
        pieces.tie_rank,
        false as is_of_cell,
        1 as campaign_count
    from orders
    inner join pieces on orders.customer_key = pieces.customer_key
    left join codes on orders.order_key = codes.order_key
    where codes.order_key is null

),

claimed as (

    select
        {{ weft_key([
            'stacked.order_key', 'stacked.evidence', 'stacked.campaign_key', 'stacked.send_key',
        ]) }} as claim_key,
        stacked.order_key,
        stacked.evidence,
        rules.evidence_rank,
        stacked.campaign_key,
        stacked.send_key,
        stacked.channel,
        stacked.cell_code,
        stacked.is_control,
        stacked.tie,
        stacked.tie_rank,
        stacked.is_of_cell,
        stacked.in_home_date,
        {{ date_diff_days('stacked.in_home_date', 'orders.order_date') }} as days_since_in_home,
        rules.confidence / stacked.campaign_count as confidence
    from stacked
    inner join orders on stacked.order_key = orders.order_key
    inner join rules on stacked.channel = rules.channel and stacked.evidence = rules.evidence
    where
        orders.order_date >= {{ add_days('stacked.in_home_date', 'rules.first_day') }}
        and orders.order_date <= {{ add_days('stacked.in_home_date', 'rules.last_day') }}
        and (not rules.needs_same_brand or orders.brand_key = stacked.brand_key)

)

select * from claimed

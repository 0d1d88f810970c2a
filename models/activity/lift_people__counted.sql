-- One row per campaign that was split into cells and person in it: what she did in its window.
-- Whoever was to get it counts, delivered or not; orders and visits are found in the same way for
-- the held-out and the others. Who stands in several cells is of none, and marked.
with sends as (

    select
        *,
        coalesce(cell_code, case when is_control then 'held out' else 'contacted' end) as cell
    from {{ ref('sends__resolved') }}
    where
        customer_key is not null
        and campaign_key is not null
        and received_at is not null
        and not is_transactional

),

windows as (

    select * from {{ ref('lift_windows') }}

),

pieces as (

    select * from {{ ref('mailing_pieces__tied') }}
    where tie = 'name_address'

),

orders as (

    select
        *,
        cast(coalesce(ordered_local_at, ordered_at) as date) as order_date
    from {{ ref('orders__resolved') }}
    where is_counted and total_amount >= 0 and customer_key is not null

),

touchpoints as (

    select
        customer_key,
        brand_key,
        cast(touched_at as date) as touch_date
    from {{ ref('touchpoints__stacked') }}
    where
        direction = 'inbound'
        and touch_kind in ('visited', 'called', 'replied')
        and not is_machine
        and customer_key is not null

),

split as (

    select campaign_key
    from sends
    group by campaign_key
    having count(distinct cell) > 1

),

people as (

    select
        sends.campaign_key,
        sends.customer_key,
        min(sends.channel) as channel,
        min(sends.brand_key) as brand_key,
        min(sends.cell) as cell_code,
        bool_and(sends.is_control) as is_control,
        count(distinct sends.cell) > 1 as is_in_several_cells,
        min(cast(sends.received_at as date)) as contacted_on
    from sends
    inner join split on sends.campaign_key = split.campaign_key
    group by sends.campaign_key, sends.customer_key

),

watched as (

    select
        people.campaign_key,
        people.customer_key,
        people.brand_key,
        windows.needs_same_brand,
        {{ add_days('people.contacted_on', 'windows.first_day') }} as opens_on,
        {{ add_days('people.contacted_on', 'windows.last_day') }} as closes_on
    from people
    inner join windows on people.channel = windows.channel

),

-- Whom identity did not join to the piece, but who bears the name and address printed on it.
reached as (

    select
        campaign_key,
        customer_key,
        customer_key as acting_customer_key,
        0 as distance
    from watched
    union
    select
        pieces.campaign_key,
        sends.customer_key,
        pieces.customer_key as acting_customer_key,
        1 as distance
    from pieces
    inner join sends on pieces.send_key = sends.send_key

),

-- One who acts is one person of a campaign.
acting as (

    select *
    from reached
    qualify row_number() over (
        partition by campaign_key, acting_customer_key order by distance, customer_key
    ) = 1

),

ordered as (

    select
        watched.campaign_key,
        watched.customer_key,
        count(*) as order_count,
        sum(orders.net_revenue_amount) as revenue_amount
    from watched
    inner join acting
        on
            watched.campaign_key = acting.campaign_key
            and watched.customer_key = acting.customer_key
    inner join orders on acting.acting_customer_key = orders.customer_key
    where
        orders.order_date >= watched.opens_on
        and orders.order_date <= watched.closes_on
        and (not watched.needs_same_brand or orders.brand_key = watched.brand_key)
    group by watched.campaign_key, watched.customer_key

),

responded as (

    select distinct
        watched.campaign_key,
        watched.customer_key
    from watched
    inner join acting
        on
            watched.campaign_key = acting.campaign_key
            and watched.customer_key = acting.customer_key
    inner join touchpoints on acting.acting_customer_key = touchpoints.customer_key
    where
        touchpoints.touch_date >= watched.opens_on
        and touchpoints.touch_date <= watched.closes_on
        and (not watched.needs_same_brand or touchpoints.brand_key = watched.brand_key)

),

counted as (

    select
        {{ weft_key(['people.campaign_key', 'people.customer_key']) }} as lift_person_key,
        people.campaign_key,
        people.customer_key,
        people.channel,
        people.brand_key,
        people.cell_code,
        people.is_control,
        people.is_in_several_cells,
        people.contacted_on,
        watched.closes_on,
        case
            when ordered.order_count > 0 or responded.customer_key is not null then 1
            else 0
        end as has_responded,
        case when ordered.order_count > 0 then 1 else 0 end as has_converted,
        coalesce(ordered.order_count, 0) as order_count,
        cast(coalesce(ordered.revenue_amount, 0) as decimal(18, 2)) as revenue_amount
    from people
    inner join watched
        on
            people.campaign_key = watched.campaign_key
            and people.customer_key = watched.customer_key
    left join ordered
        on
            people.campaign_key = ordered.campaign_key
            and people.customer_key = ordered.customer_key
    left join responded
        on
            people.campaign_key = responded.campaign_key
            and people.customer_key = responded.customer_key

)

select * from counted

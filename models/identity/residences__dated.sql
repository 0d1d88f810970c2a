-- One row per customer and dwelling, from the day she came to the day she left.
-- The newest dwelling that nothing says she left is where she lives now.
with found as (

    select * from {{ ref('residents__found') }}

),

moves as (

    select * from {{ ref('moves__resolved') }}

),

-- Several moves may lead to one dwelling of a customer: the first counts.
arrivals as (

    select
        customer_key,
        new_dwelling_key as dwelling_key,
        min(moved_on) as arrived_on
    from moves
    where new_dwelling_key is not null
    group by customer_key, new_dwelling_key

),

joined as (

    select
        coalesce(found.customer_key, arrivals.customer_key) as customer_key,
        coalesce(found.dwelling_key, arrivals.dwelling_key) as dwelling_key,
        coalesce(found.is_workplace, false) as is_workplace,
        coalesce(found.record_count, 0) as record_count,
        -- A move is dated better than a record.
        coalesce(arrivals.arrived_on, found.first_on, date '1970-01-01') as since_on,
        arrivals.dwelling_key is not null as is_arrival
    from found
    full join arrivals
        on
            found.customer_key = arrivals.customer_key
            and found.dwelling_key = arrivals.dwelling_key

),

left_behind as (

    select
        joined.*,
        moves.moved_on as left_on
    from joined
    left join moves
        on
            joined.customer_key = moves.customer_key
            and joined.dwelling_key = moves.old_dwelling_key

),

ordered as (

    select
        *,
        row_number() over (
            partition by customer_key, is_workplace
            order by
                case when left_on is null then 0 else 1 end,
                since_on desc,
                record_count desc,
                dwelling_key
        ) as recency,
        lead(since_on) over (
            partition by customer_key, is_workplace
            order by since_on, record_count, dwelling_key desc
        ) as next_on
    from left_behind

),

dated as (

    select
        {{ weft_key(['customer_key', 'dwelling_key']) }} as residence_key,
        customer_key,
        dwelling_key,
        is_workplace,
        record_count,
        is_arrival,
        since_on as valid_from,
        case
            when recency = 1 and left_on is null then date '9999-12-31'
            else coalesce(left_on, greatest(next_on, since_on), since_on)
        end as valid_to,
        recency = 1 and left_on is null as is_current,
        left_on is not null as is_left
    from ordered

)

select * from dated

-- One row per cap, customer or household, and length of the cap's window in which it may be broken.
with messages as (

    select * from {{ ref('messages__capped') }}

),

-- Only where two windows' lengths together, or the week, hold more than the cap can it be broken.
lengths as (

    select
        cap_code,
        unit_key,
        window_number,
        cap,
        sum(measured) as measured
    from messages
    group by cap_code, unit_key, window_number, cap

),

neighbours as (

    select
        cap_code,
        unit_key,
        window_number,
        cap,
        measured,
        lag(window_number) over by_time as number_before,
        lag(measured) over by_time as measured_before
    from lengths
    window by_time as (partition by cap_code, unit_key order by window_number)

),

crowded as (

    select
        cap_code,
        unit_key,
        window_number
    from neighbours
    where
        measured + case when number_before = window_number - 1 then measured_before else 0 end
        > cap

),

watched as (

    select
        cap_code,
        unit_key,
        window_number
    from crowded
    union
    select
        cap_code,
        unit_key,
        window_number - 1 as window_number
    from crowded

)

select * from watched

-- Days of delivery: every Monday of the period (or every day) and the day after it; and those with
-- full lists.

create or replace table delivery as
select distinct delivered_on(day) as delivered_on
from (
    select unnest(generate_series(getvariable('period_start')::timestamp,
        getvariable('period_end')::timestamp,
        interval 1 day))::date as day
)
order by delivered_on;

create or replace table snapshot as
select delivered_on
from delivery
where delivered_on = getvariable('period_end') + 1
    or (
        isodow(delivered_on) = 1 and day(delivered_on) <= 7
        and (year(delivered_on) * 12 + month(delivered_on)
            - year(getvariable('period_start')) * 12 - month(getvariable('period_start')))
            % getvariable('deliveries').snapshot_months::integer = 0
    )
order by delivered_on;

create or replace table truth_record (
    source_system varchar, source_id varchar, person_id bigint, record_kind varchar,
        is_undecidable boolean
);

-- What an order is called in the system that has it.
create or replace table truth_order (purchase_id bigint, source_system varchar, source_id varchar);

create or replace table truth_redelivery (path varchar);

-- Files that cannot land, and what the landing has to call them; rows beside the good ones of a file
-- that it has to quarantine.
create or replace table truth_bad_file (path varchar, outcome varchar, reason varchar);

create or replace table truth_broken_row (path varchar, row_count bigint);

-- Who a visitor was on each visit. `visitor_id` is what the conformed visitors call them.
create or replace table truth_visitor (
    source_system varchar, visitor_id varchar, person_id bigint, visit_id bigint
);

-- Files of the first part of the period have the header their vendor used before.
create or replace macro is_old_delivery(day) as
    day < getvariable('period_start')
        + floor((getvariable('period_end') - getvariable('period_start')) * getvariable('deliveries').old_header_until)
            ::integer;

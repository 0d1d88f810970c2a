-- Sales and refunds of the outdoor shops' tills, as Square exports them.

create or replace macro pounds(x) as
    case when x < 0 then '-£' else '£' end || format('{:,.2f}', abs(x)::double);

-- Who the till knows: customers of the directory, and a few cards that the system gave an id.
create or replace table square_known as
select
    relation_id,
    max(source_id) filter (ordinal = 1) as first_id,
    min(registered_at) filter (ordinal = 1) as first_from,
    max(source_id) filter (ordinal = 2) as second_id,
    min(registered_at) filter (ordinal = 2) as second_from,
from registration
where source_system = 'square'
group by relation_id;

-- One row per payment and refund.
create or replace table square_event as
with sales as (
    select
        purchase.purchase_id,
        purchase.person_id,
        purchase.relation_id,
        ordered_at as happened_at,
        false as is_refund,
        store_no,
        code_used,
        case when chance('pays by card', purchase.purchase_id, 0.85) then payment_brand end
            as card_brand,
        case when chance('pays by card', purchase.purchase_id, 0.85) then payment_suffix end
            as pan_suffix,
        total_amount,
        discount_amount,
        tax_amount,
        null::varchar as reason,
        case
            when second_from < ordered_at and chance('other till account', purchase.purchase_id, 0.4)
                then second_id
            when first_from < ordered_at and chance('known at the till', purchase.purchase_id, 0.8)
                then first_id
            when first_id is null and chance('pays by card', purchase.purchase_id, 0.85)
                and chance('instant profile', purchase.person_id, 0.12)
                then upper(text_of('instant profile', purchase.person_id))[1:26]
        end as customer_id,
        first_id is null as is_instant,
    from purchase
    left join square_known using (relation_id)
    where brand_key = 'ridgeway' and order_channel = 'shop'
),
refunds as (
    select
        sales.* exclude (happened_at, is_refund, total_amount, discount_amount, tax_amount, reason),
        return_line.refunded_at as happened_at,
        true as is_refund,
        -return_line.refund_amount as total_amount,
        0.00 as discount_amount,
        -round(return_line.refund_amount / 6, 2)::decimal(18, 2) as tax_amount,
        return_line.reason,
    from sales
    inner join return_line using (purchase_id)
    where return_line.refunded_at < moment(getvariable('period_end'), 82000)
),
events as (
    select * from sales union all by name select * from refunds
)
select
    events.*,
    purchase_id * 2 + is_refund::integer as event_key,
    london(happened_at) as sold_at,
    text_of('square transaction', purchase_id)[1:25] as transaction_id,
    text_of('square payment', purchase_id * 2 + is_refund::integer)[1:25] as payment_id,
    -- The till seldom prints a name, even of those it knows.
    case when customer_id is not null and chance('named at the till', event_key, 0.15)
        then person.given_name || ' ' || person.family_name end as customer_name,
    'Ridgeway ' || ['Keswick', 'Ambleside', 'Hathersage', 'Fort William', 'Betws-y-Coed', 'Settle'][
        store_no] as location,
from events
inner join person using (person_id);

-- Some days are exported again with the next week: they then have the sales that came in late.
create or replace table square_day as
with days as (
    select distinct sold_at::date as day from square_event
),
times as (
    select day, delivered_on(day) as delivered_on, false as is_again from days
    union all
    select day, delivered_on(day + 7), true
    from days
    where isodow(day) = 7 and chance('day exported again', day::varchar, 0.15)
        and delivered_on(day) <= getvariable('period_end')
)
select
    day,
    delivered_on,
    is_again or count(*) over (partition by day) = 1 as is_complete,
from times;

-- Names of files are ranges that touch; an overlap begins earlier.
create or replace table square_file as
with ranges as (
    select delivered_on, coalesce(lag(delivered_on) over (order by delivered_on),
        getvariable('period_start')) as since,
    from delivery
)
select delivered_on, min(least(day, since)) as first_day,
from square_day
inner join ranges using (delivered_on)
group by delivered_on;

create or replace table square_transaction as
select
    square_day.delivered_on,
    first_day || '-' || square_day.delivered_on || '.csv' as file_end,
    square_event.*,
    total_amount - tax_amount as net_amount,
    listed.description,
from square_event
inner join square_day on square_day.day = sold_at::date
inner join square_file on square_file.delivered_on = square_day.delivered_on
left join (
    select purchase_id, string_agg(
        case when quantity > 1 then quantity || ' x ' else '' end || product_name, ', '
        order by line_no) as description
    from purchase_line
    group by purchase_id
) as listed using (purchase_id)
where is_complete or not chance('sale late', event_key, 0.05);

-- One row per line of a till. Where nothing is taken off, equal articles are often scanned one by
-- one: lines that are the same, and are all real.
create or replace table square_item as
with lines as (
    select
        purchase_id * 2 as event_key,
        line_no,
        sku,
        product_name,
        topic,
        unit_price,
        discount_amount,
        amount,
        tax_amount,
        quantity > 1 and discount_amount = 0
        and chance('scanned one by one', purchase_id * 8 + line_no, 0.5) as is_single,
        quantity,
    from purchase_line
),
sold as (
    select
        event_key,
        line_no,
        copy.n as copy_n,
        sku,
        product_name,
        topic,
        case when is_single then 1 else quantity end as quantity,
        case when is_single then 0.00 else discount_amount end as discount_amount,
        case when is_single then unit_price else amount end as amount,
        case when is_single then round(unit_price / 6, 2) else tax_amount end as tax_amount,
    from lines
    inner join range(1, 11) as copy(n) on copy.n <= case when is_single then quantity else 1 end
    union all
    select
        return_line.purchase_id * 2 + 1,
        return_line.line_no,
        1,
        return_line.sku,
        product_name,
        topic,
        -return_line.quantity,
        0.00,
        -refund_amount,
        -round(refund_amount / 6, 2),
    from return_line
    inner join purchase_line using (purchase_id, line_no)
)
select
    event.* exclude (discount_amount, tax_amount, net_amount),
    sold.* exclude (event_key),
    (sold.amount - sold.tax_amount)::decimal(18, 2) as net_amount,
from square_transaction as event
inner join sold using (event_key);

create or replace table square_listed as
with visits as (
    select snapshot.delivered_on, customer_id, min(sold_at)::date as first_visit,
        max(sold_at)::date as last_visit, count(*) as visits, sum(total_amount) as spent,
    from square_event
    inner join snapshot on happened_at < snapshot.delivered_on
    where not is_refund and customer_id is not null
    group by all
)
select
    snapshot.delivered_on,
    square_customer.*,
    visits.first_visit,
    visits.last_visit,
    coalesce(visits.visits, 0) as visits,
    coalesce(visits.spent, 0) as spent,
    case
        when permission.first_answer is null then 'unknown'
        when was_allowed(snapshot.delivered_on, permission.first_answer, permission.known_at,
            permission.back_in_at) then 'subscribed'
        else 'unsubscribed'
    end as email_status,
from square_customer
inner join snapshot on square_customer.registered_at < snapshot.delivered_on
left join visits
    on visits.delivered_on = snapshot.delivered_on and visits.customer_id = square_customer.source_id
left join permission on permission.permission_id = square_customer.relation_id * 4;

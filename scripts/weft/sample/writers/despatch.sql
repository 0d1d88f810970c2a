-- One row per order and parcel. Orders of several lines are split now and then, two orders of one
-- customer on a day go into one parcel, and labels that were voided stay in the export.
create or replace table parcel as
with ordered as (
    select
        purchase.*,
        london(ordered_at)::date as ordered_on,
        london(ordered_at + to_seconds(50000 + whole('packed after', purchase_id, 90000)))
            as packed_at,
        first_value(purchase_id) over (
            partition by relation_id, london(ordered_at)::date order by ordered_at, purchase_id
        ) as packed_with,
    from purchase
    where order_name is not null and brand_key <> 'linden' and cancelled_at is null
),
split as (
    select
        ordered.*,
        line.sku,
        line.quantity,
        line.line_no > 1 and chance('order split', ordered.purchase_id, 0.1) as is_second,
    from ordered
    inner join purchase_line as line using (purchase_id)
),
packed as (
    select
        purchase_id,
        is_second,
        any_value(packed_with) as packed_with,
        any_value(packed_at) as packed_at,
        string_agg(sku, ',' order by sku) as skus,
        sum(quantity)::bigint as units,
    from split
    group by purchase_id, is_second
),
labelled as (
    select *, case when is_second then 1 else 0 end as label_n,
        case when is_second then purchase_id else packed_with end as packed_key,
    from packed
    union all
    select *, 2, purchase_id from packed where not is_second and chance('voided', purchase_id, 0.01)
),
addressed as (
    select
        labelled.purchase_id * 4 + label_n as parcel_key,
        labelled.purchase_id,
        packed_at + case when is_second then interval 30 hour else interval 0 hour end
            as shipped_at,
        skus,
        units,
        '9400' || lpad((packed_key % 1000000000)::varchar, 9, '0')
        || lpad(whole('tracking', packed_key * 4 + label_n, 1000000000)::varchar, 9, '0')
            as tracking,
    from labelled
),
sent as (
    select
        addressed.*,
        purchase.order_name,
        london(purchase.ordered_at)::date as ordered_on,
        purchase.person_id,
        purchase.brand_key,
        case when chance('for somebody else', purchase.purchase_id, 0.05)
            and household.size > 1 and household.first_person_id <> purchase.person_id
            then household.first_person_id else purchase.person_id end as recipient_id,
        coalesce(17179869184 + case when purchase.brand_key = 'tradewell'
            then person.account_id end, residence.address_id) as address_id,
    from addressed
    inner join purchase using (purchase_id)
    inner join person on person.person_id = purchase.person_id
    inner join household on household.household_id = person.household_id
    left join residence
        on residence.person_id = purchase.person_id
        and purchase.ordered_at::date >= residence.valid_from
        and purchase.ordered_at::date < residence.valid_to
)
select
    delivered_on(perhaps_late(shipped_at::date, 'parcel', parcel_key)) as delivered_on,
    sent.*,
    pick(['Royal Mail', 'Royal Mail', 'Evri', 'DPD'], 'carrier', parcel_key) as carrier,
    recipient.given_name || ' ' || recipient.family_name as recipient,
    person.email,
    case when sent.brand_key = 'tradewell' then account.company_name end as company_name,
    coalesce(address.unit || ', ', '') || address.house_number || ' ' || address.street as street,
    address.city,
    address.region,
    address.postcode,
    address.country_code,
from sent
inner join person on person.person_id = sent.person_id
inner join person as recipient on recipient.person_id = sent.recipient_id
left join account on account.account_id = person.account_id
left join address on address.address_id = sent.address_id
where shipped_at < moment(getvariable('period_end'), 86400);

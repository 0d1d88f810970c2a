-- The tables of the Complete Journey in Weft's layouts: nothing invented but the layout.
--
-- Reads the package's tables; makes one table per layout. Of each, `file` is the path under the
-- extracts, `ordinal` the place in that file, and the other columns are the layout's, in order.
-- A column of the layout that the package knows nothing of stays empty.

create macro card_number(household_id) as '17' || lpad(household_id::varchar, 8, '0');
create macro offer_number(coupon_upc, campaign_id) as coupon_upc || '-' || campaign_id;
-- A week's data comes on the Monday after it, a mailing file on the Monday before its in-home date.
create macro week_of(day) as date_trunc('week', day)::date;
create macro delivery(day, name) as strftime(day, '%Y-%m-%d') || '/' || name;
create macro dated(day, name) as delivery(day, format(name, strftime(day, '%Y-%m-%d')));
create macro compact(day) as strftime(day, '%Y%m%d');

-- The retailer takes the part of Fernside, the brand with tills and cards of its own (the F at
-- the end); the type of the campaign, A to C, and its number stand between year and brand.
create table campaigns_coded as
select
    campaign_id,
    format(
        'DM{}{}{:02d}F', strftime(start_date, '%y'), right(campaign_type, 1), campaign_id
    ) as campaign_code,
    start_date::date as starts_on,
    end_date::date as ends_on,
    week_of(start_date) as delivered_on
from campaign_descriptions;

create table households as
select household_id from transactions
union
select household_id from campaigns
union
select household_id from coupon_redemptions
union
select household_id from demographics;

-- The package's clock is UTC, the tills' New York: only so do all baskets fall into 2017, weeks
-- turn on Monday at midnight, and all coupons meet a basket of their household and day.
create table till_lines as
with localised as (
    select
        *,
        (transaction_timestamp at time zone 'UTC') at time zone 'America/New_York' as sold_at,
        row_number() over (partition by basket_id order by file_row_number) as line_no
    from transactions
)
select
    dated(week_of(sold_at) + 7, 'loyalty/till_lines_{}.csv') as file,
    row_number() over (order by sold_at, basket_id, line_no) as ordinal,
    store_id as store_no,
    0 as till_no,
    basket_id as txn_no,
    strftime(sold_at, '%Y-%m-%d %H:%M:%S') as txn_ts,
    line_no,
    product_id as sku,
    quantity as qty,
    sales_value::decimal(18, 2) as net,
    null as vat,
    null as promo_code,
    card_number(household_id) as card_no,
    null as operator_id,
    retail_disc::decimal(18, 2) as retail_disc,
    coupon_disc::decimal(18, 2) as coupon_disc,
    coupon_match_disc::decimal(18, 2) as coupon_match_disc
from localised
order by ordinal;

create table cards as
select
    dated((select min(delivered_on) from campaigns_coded), 'loyalty/cards_{}.csv') as file,
    household_id as ordinal,
    card_number(household_id) as card_no,
    null as title,
    null as forename,
    null as surname,
    null as address_1,
    null as address_2,
    null as address_3,
    null as address_4,
    null as postcode,
    null as email,
    null as mobile,
    null as dob,
    null as gender,
    null as join_date,
    null as join_store,
    null as tier,
    null as points_balance,
    null as points_expiring,
    null as email_ok,
    null as sms_ok,
    null as post_ok,
    null as last_txn_date,
    null as status,
    null as merged_to_card_no
from households;

create table attributes as
select
    dated((select min(delivered_on) from campaigns_coded), 'append/demographics_{}.txt') as file,
    household_id as ordinal,
    card_number(household_id) as "CUSTOMER_NO",
    'HOUSE-LOY' as "LIST_CODE",
    'H' as "MATCH_LEVEL",
    null as "MATCH_DATE",
    age as "AGE_BAND",
    income as "HOUSEHOLD_INCOME",
    home_ownership as "HOME_OWNERSHIP",
    marital_status as "MARITAL_STATUS",
    household_size as "HOUSEHOLD_SIZE",
    household_comp as "HOUSEHOLD_COMPOSITION",
    kids_count as "CHILDREN_COUNT"
from demographics;

create table pieces as
select
    delivery(delivered_on, format('mailing/{}_mailfile.csv', lower(campaign_code))) as file,
    household_id as ordinal,
    format('{:03d}{:07d}', campaign_id, household_id) as urn,
    card_number(household_id) as customer_no,
    campaign_code,
    null as cell_code,
    null as key_code,
    null as creative_code,
    'HOUSE-LOY' as list_code,
    null as control_flag,
    null as seed_flag,
    null as title,
    null as forename,
    null as surname,
    null as suffix,
    null as salutation,
    null as company,
    null as addr1,
    null as addr2,
    null as addr3,
    null as addr4,
    null as addr5,
    null as town,
    null as county,
    null as postcode,
    null as country,
    null as dps,
    null as purl,
    null as qr_url,
    null as offer_code,
    null as mail_date,
    compact(starts_on) as inhome_start,
    compact(ends_on) as inhome_end,
    null as unit_cost
from campaigns
inner join campaigns_coded using (campaign_id);

-- A coupon serves several campaigns and up to thousands of products; an offer belongs to one
-- campaign, and names its product only where it is the only one.
create table offer_codes as
with offers as (
    select
        coupon_upc,
        campaign_id,
        list(distinct product_id order by product_id) as products
    from coupons
    group by coupon_upc, campaign_id
)
select
    dated(delivered_on, 'mailing/offer_codes_{}.csv') as file,
    row_number() over (order by campaign_id, coupon_upc) as ordinal,
    offer_number(coupon_upc, campaign_id) as offer_code,
    campaign_code,
    null as description,
    null as discount,
    starts_on as valid_from,
    ends_on as valid_to,
    case when len(products) = 1 then products[1] end as sku,
    array_to_string(products, ' ') as product_ids
from offers
inner join campaigns_coded using (campaign_id);

create table offer_redemptions as
select
    dated(week_of(redemption_date) + 7, 'loyalty/offer_redemptions_{}.csv') as file,
    row_number() over (
        order by redemption_date, household_id, coupon_upc, campaign_id
    ) as ordinal,
    offer_number(coupon_upc, campaign_id) as offer_code,
    campaign_code,
    card_number(household_id) as card_no,
    redemption_date::date as redeemed_on,
    null as store_no
from coupon_redemptions
inner join campaigns_coded using (campaign_id);

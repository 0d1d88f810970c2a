-- What households earn, and what people spend in a brand's category, at the brand and elsewhere.

-- The band of a household lies around that of its postcode, which is all a supplier knows of who is
-- not found.
create or replace macro area_income(postcode) as whole('income', postcode, 12);

create or replace macro income_code(n) as chr(65 + n::integer);

create or replace table household_income as
select
    household.household_id,
    greatest(0, least(11, area_income(address.postcode)
        + pick([-2, -1, -1, 0, 0, 0, 1, 1, 2], 'income apart', household_id))) as income_n,
from household
inner join address on address.address_id = household.household_id;

-- One row per person and brand of a category that households buy: the last year's money, at least as
-- much as was spent at the brand.
create or replace table wallet as
with categories as (
    select * from (values ('fernside', 1600), ('ridgeway', 900), ('linden', 2400))
        as listed(brand_key, median_amount)
),
own as (
    select relation_id, sum(total_amount) as own_amount
    from purchase
    where cancelled_at is null and ordered_at > moment(getvariable('period_end') - 365, 86400)
    group by relation_id
),
drawn as (
    select
        relation.relation_id,
        relation.person_id,
        relation.brand_key,
        income_code(household_income.income_n) as income_code,
        round(categories.median_amount * (0.5 + 0.13 * household_income.income_n)
            * exp(0.3 * gauss('wallet', relation.relation_id)), 2)::decimal(18, 2) as drawn_amount,
        coalesce(own.own_amount, 0)::decimal(18, 2) as own_amount,
    from relation
    inner join categories on categories.brand_key = relation.brand_key
    inner join person on person.person_id = relation.person_id
    inner join household_income on household_income.household_id = person.household_id
    left join own on own.relation_id = relation.relation_id
)
select
    relation_id,
    person_id,
    brand_key,
    income_code,
    own_amount,
    greatest(drawn_amount, own_amount) as wallet_amount,
from drawn
order by relation_id;

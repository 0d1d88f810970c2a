-- One row per customer and dwelling that records of her name, with the time they were made.
-- Only making a record dates its address; a later change of the record may be of anything.
with people as (

    select
        record_key,
        source_system,
        {{ dwelling_key('address_line_1', 'address_line_2', 'postcode') }} as dwelling_key,
        {{ name_key('family_name') }} as family_key,
        account_id,
        company_name,
        created_at,
        updated_at
    from {{ ref('people__unioned') }}
    where
        address_line_1 is not null
        and postcode is not null
        and not coalesce(is_deleted, false)

),

records as (

    select * from {{ ref('records__keyed') }}

),

-- Some sources do not say since when they know a person, but when she first bought.
ordered as (

    select
        record_key,
        min(ordered_at) as first_ordered_at
    from {{ ref('orders__unioned') }}
    group by record_key

),

accounts as (

    select distinct
        {{ dwelling_key('address_line_1', 'address_line_2', 'postcode') }}
            as dwelling_key
    from {{ ref('stg_salesforce__accounts') }}
    where address_line_1 is not null and postcode is not null

),

-- An address is a place of work when the CRM has an account there, or most records of it name a
-- company.
places as (

    select
        people.dwelling_key,
        bool_or(accounts.dwelling_key is not null)
        or count(people.company_name) * 2 > count(*) as is_workplace
    from people
    left join accounts on people.dwelling_key = accounts.dwelling_key
    group by people.dwelling_key

),

found as (

    select
        {{ weft_key(['records.customer_key', 'people.dwelling_key']) }} as resident_key,
        records.customer_key,
        people.dwelling_key,
        max_by(
            people.family_key,
            coalesce(cast(people.created_at as string), '') || people.record_key
        ) as family_key,
        bool_or(places.is_workplace) as is_workplace,
        count(*) as record_count,
        min(cast(coalesce(people.created_at, ordered.first_ordered_at) as date)) as first_on,
        max(cast(coalesce(people.created_at, ordered.first_ordered_at) as date)) as last_on
    from people
    inner join records on people.record_key = records.record_key
    inner join places on people.dwelling_key = places.dwelling_key
    left join ordered on people.record_key = ordered.record_key
    group by records.customer_key, people.dwelling_key

)

select * from found

-- One row per customer and entry of a suppression list that names her: by her number on the
-- telephone list; elsewhere by her names at a postcode of hers.
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

suppressions as (

    select * from {{ ref('suppressions__unioned') }}

),

numbers as (

    select * from {{ ref('identifiers__owned') }}
    where identifier_type = 'phone' and not is_generic

),

postcodes as (

    select
        keyed.customer_key,
        people.postcode_key
    from {{ ref('records__keyed') }} as keyed
    inner join {{ ref('people__standardised') }} as people on keyed.record_key = people.record_key
    union
    select
        customer_key,
        upper(replace(postcode, ' ', '')) as postcode_key
    from golden

),

-- Whoever died at an earlier address of hers is dead; whoever left it lives at the present one.
homes as (

    select
        golden.customer_key,
        {{ name_key('golden.family_name') }} as family_key,
        {{ name_key('golden.given_name') }} as given_key,
        postcodes.postcode_key,
        coalesce(postcodes.postcode_key = upper(replace(golden.postcode, ' ', '')), false)
            as is_present
    from golden
    inner join postcodes on golden.customer_key = postcodes.customer_key

),

entries as (

    select
        suppression_key,
        suppression_list,
        {{ name_key('family_name') }} as family_key,
        {{ name_key('given_name') }} as given_key,
        upper(replace(postcode, ' ', '')) as postcode_key
    from suppressions

),

named as (

    select
        homes.customer_key,
        entries.suppression_key
    from homes
    inner join entries
        on
            homes.family_key = entries.family_key
            and homes.postcode_key = entries.postcode_key
            and left(homes.given_key, 1) = left(entries.given_key, 1)
            and (
                homes.given_key = entries.given_key
                or least(length(homes.given_key), length(entries.given_key)) = 1
            )
    where homes.is_present or entries.suppression_list != 'gone_away'
    union
    select
        numbers.customer_key,
        suppressions.suppression_key
    from suppressions
    inner join numbers on suppressions.phone = numbers.identifier_value

),

matched as (

    select
        {{ weft_key(['named.customer_key', 'named.suppression_key']) }} as suppression_match_key,
        named.customer_key,
        named.suppression_key,
        suppressions.suppression_list,
        coalesce(suppressions.requested_on, suppressions.first_seen_on) as listed_on,
        suppressions.first_seen_on
    from named
    inner join suppressions on named.suppression_key = suppressions.suppression_key

)

select * from matched

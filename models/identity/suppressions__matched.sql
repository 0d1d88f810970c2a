-- One row per customer and entry of a suppression list that names her: by her number on the
-- telephone list; elsewhere by her names at her postcode.
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

named as (

    select
        golden.customer_key,
        suppressions.suppression_key
    from golden
    inner join suppressions
        on
            {{ name_key('golden.family_name') }} = {{ name_key('suppressions.family_name') }}
            and upper(replace(golden.postcode, ' ', ''))
            = upper(replace(suppressions.postcode, ' ', ''))
            and left({{ name_key('golden.given_name') }}, 1)
            = left({{ name_key('suppressions.given_name') }}, 1)
            and (
                length(suppressions.given_name) = 1
                or {{ name_key('golden.given_name') }} = {{ name_key('suppressions.given_name') }}
            )
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

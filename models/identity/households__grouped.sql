-- One row per customer who has an address, with her household.
-- People of one family name at one address; a later issue adds movers and mixed names.
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

grouped as (

    select
        customer_key,
        {{ weft_key([
            'country_code',
            "upper(replace(postcode, ' ', ''))",
            address_key("concat_ws(' ', address_line_1, address_line_2)"),
            name_key('family_name'),
        ]) }} as household_key,
        postcode,
        city,
        country_code
    from golden
    where postcode is not null and address_line_1 is not null and family_name is not null

)

select * from grouped

-- One row per customer and attribute a supplier added, as last delivered.
with attributes as (

    select * from {{ ref('customer_attributes__unioned') }}

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

newest as (

    select
        owners.customer_key,
        attributes.*
    from attributes
    inner join owners
        on
            attributes.identifier_type = owners.identifier_type
            and attributes.identifier_value = owners.identifier_value
    qualify row_number() over (
        partition by owners.customer_key, attributes.attribute_name
        order by attributes.as_of desc, attributes.attribute_key
    ) = 1

),

mapped as (

    select
        {{ weft_key(['customer_key', 'attribute_name']) }} as customer_attribute_key,
        customer_key,
        attribute_name,
        attribute_value,
        match_level,
        source_system,
        as_of
    from newest

)

select * from mapped

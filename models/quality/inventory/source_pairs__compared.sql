-- One row per customer whom two sources know, those two, and attribute and brand that either gives.
with known as (
    select distinct
        customer_key,
        {{ source_name('source_system') }} as source_name
    from {{ ref('customer_records') }}
),

said as (
    select
        customer_key,
        source_name,
        attribute,
        brand_key,
        array_agg(compared_value) as said_values
    from {{ ref('source_values__gathered') }}
    group by customer_key, source_name, attribute, brand_key
),

asked as (
    select distinct
        customer_key,
        attribute,
        brand_key
    from said
),

paired as (
    select
        one.customer_key,
        one.source_name,
        other.source_name as other_source_name,
        asked.attribute,
        asked.brand_key
    from known as one
    inner join known as other
        on one.customer_key = other.customer_key and one.source_name < other.source_name
    inner join asked on one.customer_key = asked.customer_key
),

compared as (
    select
        paired.customer_key,
        paired.source_name,
        paired.other_source_name,
        paired.attribute,
        paired.brand_key,
        case
            when other.said_values is null then 'only_source'
            when one.said_values is null then 'only_other'
            when {{ lists_overlap('one.said_values', 'other.said_values') }} then 'same'
            else 'different'
        end as finding
    from paired
    left join said as one
        on
            paired.customer_key = one.customer_key
            and paired.source_name = one.source_name
            and paired.attribute = one.attribute
            and paired.brand_key = one.brand_key
    left join said as other
        on
            paired.customer_key = other.customer_key
            and paired.other_source_name = other.source_name
            and paired.attribute = other.attribute
            and paired.brand_key = other.brand_key
    where one.said_values is not null or other.said_values is not null
)

select * from compared

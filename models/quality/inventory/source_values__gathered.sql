-- One row per customer, source, attribute, brand and value that the source gives of the customer.
-- A permission is the last act the source took, for each brand; other attributes are of no brand.
with said as (select * from {{ ref('attribute_values__said') }}),

acts as (
    select * from {{ ref('consent_acts__scoped') }}
    where purpose = 'marketing'
),

last_acts as (
    select
        customer_key,
        source_system,
        channel,
        brand_key,
        action
    from acts
    qualify row_number() over (
        partition by customer_key, {{ source_name('source_system') }}, channel, brand_key
        order by acted_at desc, action desc, scope_key
    ) = 1
),

stacked as (
    select
        customer_key,
        {{ source_name('source_system') }} as source_name,
        attribute_group as attribute,
        '*' as brand_key,
        compared_value
    from said
    union
    select
        customer_key,
        {{ source_name('source_system') }} as source_name,
        'permission: ' || channel as attribute,
        brand_key,
        action as compared_value
    from last_acts
),

gathered as (
    select
        {{ weft_key(['customer_key', 'source_name', 'attribute', 'brand_key', 'compared_value']) }}
            as source_value_key,
        customer_key,
        source_name,
        attribute,
        brand_key,
        compared_value
    from stacked
)

select * from gathered

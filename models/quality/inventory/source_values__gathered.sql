-- One row per customer, source, attribute, brand and value that the source gives of the customer.
-- A permission is the last act the source took, for each brand; other attributes are of no brand.
-- Names and numbers are those that matching compares: Bob is Robert, and a number is a mobile or a
-- landline by its prefix, whatever field it stands in.
{% set standardised = {
    'given_name': 'case when length(given_root) > 1 then given_root end',
    'family_name': 'family_key',
    'mobile': 'mobile_key',
    'landline': 'landline_key',
    'job_title': name_key('job_title'),
} %}
with records as (select * from {{ ref('records__keyed') }}),

people as (
    select
        people.*,
        unioned.job_title
    from {{ ref('people__standardised') }} as people
    inner join {{ ref('people__unioned') }} as unioned on people.record_key = unioned.record_key
    where not coalesce(unioned.is_deleted, false)
),

compared as (
    {%- for attribute, expression in standardised.items() %}
    select
        record_key,
        '{{ attribute }}' as attribute,
        {{ expression }} as compared_value
    from people
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

said as (
    select * from {{ ref('attribute_values__said') }}
    where attribute_group not in ('name', 'phone', 'mobile')
),

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
        records.customer_key,
        {{ source_name('records.source_system') }} as source_name,
        compared.attribute,
        '*' as brand_key,
        compared.compared_value
    from compared
    inner join records on compared.record_key = records.record_key
    where compared.compared_value is not null
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

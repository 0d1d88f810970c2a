-- One row per person record and group of attributes it gives, by the value that it is compared by.
{% set groups = golden_attribute_groups() %}
with records as (

    select * from {{ ref('records__keyed') }}

),

people as (

    select * from {{ ref('people__unioned') }}
    where not coalesce(is_deleted, false)

),

stacked as (

    {%- for group_name, group in groups.items() %}
    select
        record_key,
        '{{ group_name }}' as attribute_group,
        cast({{ group.compared }} as {{ string_type() }}) as compared_value
    from people
    where {{ group.required }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

said as (

    select
        {{ weft_key(['stacked.record_key', 'stacked.attribute_group']) }} as said_key,
        stacked.record_key,
        records.customer_key,
        records.source_system,
        stacked.attribute_group,
        stacked.compared_value
    from stacked
    inner join records on stacked.record_key = records.record_key
    where stacked.compared_value is not null

)

select * from said

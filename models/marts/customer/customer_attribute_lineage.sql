-- One row per customer and group of attributes: which source the surviving values came from.
{% set groups = golden_attribute_groups() %}
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

stacked as (

    {%- for group_name in groups %}
    select
        customer_key,
        '{{ group_name }}' as attribute_group,
        {{ group_name }}_record_key as record_key,
        {{ group_name }}_source_system as source_system,
        {{ group_name }}_dated_at as dated_at
    from golden
    where {{ group_name }}_record_key is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

keyed as (

    select
        {{ weft_key(['customer_key', 'attribute_group']) }} as customer_attribute_key,
        customer_key,
        attribute_group,
        record_key,
        source_system,
        dated_at
    from stacked

)

select * from keyed

-- One row per customer and group of attributes: which source the surviving values came from, how
-- many differing values there were, and how many sources say the same as the winner.
{% set groups = golden_attribute_groups() %}
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

said as (

    select * from {{ ref('attribute_values__said') }}

),

survivors as (

    {%- for group_name, group in groups.items() %}
    select
        customer_key,
        '{{ group_name }}' as attribute_group,
        cast({{ group.compared }} as {{ string_type() }}) as compared_value,
        {{ group_name }}_record_key as record_key,
        {{ group_name }}_source_system as source_system,
        {{ group_name }}_dated_at as dated_at
    from golden
    where {{ group_name }}_source_system is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

counted as (

    select
        customer_key,
        attribute_group,
        compared_value,
        count(distinct source_system) as source_count
    from said
    group by customer_key, attribute_group, compared_value

),

conflicts as (

    select
        survivors.customer_key,
        survivors.attribute_group,
        count(counted.compared_value) as value_count,
        coalesce(
            max(counted.source_count) filter (
                where counted.compared_value = survivors.compared_value
            ), 0
        ) as agreeing_source_count
    from survivors
    left join counted
        on
            survivors.customer_key = counted.customer_key
            and survivors.attribute_group = counted.attribute_group
    group by survivors.customer_key, survivors.attribute_group

),

keyed as (

    select
        {{ weft_key(['survivors.customer_key', 'survivors.attribute_group']) }}
            as customer_attribute_key,
        survivors.customer_key,
        survivors.attribute_group,
        survivors.record_key,
        survivors.source_system,
        survivors.dated_at,
        conflicts.value_count,
        conflicts.agreeing_source_count,
        conflicts.value_count > 1 as is_conflicting
    from survivors
    inner join conflicts
        on
            survivors.customer_key = conflicts.customer_key
            and survivors.attribute_group = conflicts.attribute_group

)

select * from keyed

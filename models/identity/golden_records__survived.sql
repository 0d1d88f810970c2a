-- One row per customer with the values that survived and, for each group of them, the record
-- they came from and its date.
-- Values that belong together (the lines of an address, the parts of a name) survive together.
{% set groups = golden_attribute_groups() %}
with records as (

    select * from {{ ref('records__keyed') }}

),

people as (

    select * from {{ ref('people__unioned') }}

),

trust as (

    select
        source_system,
        {%- for group_name in groups %}
        max(trust) filter (where attribute_group = '{{ group_name }}') as {{ group_name }}_trust
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('survivorship_rules') }}
    group by source_system

),

-- Rank as text: trust first, then completeness, then recency, then the record for a certain end.
ranked as (

    select
        records.customer_key,
        people.record_key,
        people.source_system,
        coalesce(people.updated_at, people.created_at) as dated_at,
        {%- for group_name, group in groups.items() %}
        {%- for column in group.columns %}
        people.{{ column }},
        {%- endfor %}
        case
            when people.{{ group.required }} is not null and not coalesce(people.is_deleted, false)
                then
                    lpad(cast(coalesce(trust.{{ group_name }}_trust, 5) as string), 3, '0')
                    {%- for column in group.columns if column != group.required %}
                    || case when people.{{ column }} is null then '0' else '1' end
                    {%- endfor %}
                    || coalesce(cast(coalesce(people.updated_at, people.created_at) as string), '')
                    || people.record_key
        end as {{ group_name }}_rank
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from records
    inner join people on records.record_key = people.record_key
    left join trust
        on
            case when people.source_system like 'list:%' then 'lists' else people.source_system end
            = trust.source_system

),

survived as (

    select
        customer_key,
        {%- for group_name, group in groups.items() %}
        {%- for column in group.columns %}
        max_by({{ column }}, {{ group_name }}_rank) as {{ column }},
        {%- endfor %}
        max_by(record_key, {{ group_name }}_rank) as {{ group_name }}_record_key,
        max_by(source_system, {{ group_name }}_rank) as {{ group_name }}_source_system,
        max_by(dated_at, {{ group_name }}_rank) as {{ group_name }}_dated_at
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from ranked
    group by customer_key

)

select * from survived

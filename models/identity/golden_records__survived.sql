-- One row per customer with the values that survived and, for each group of them, the record
-- they came from and its date.
-- Values that belong together (the lines of an address, the parts of a name) survive together.
-- Of an address the date beats trust: one that the customer left for another does not survive.
{% set groups = golden_attribute_groups() %}
with records as (

    select * from {{ ref('records__keyed') }}

),

people as (

    select * from {{ ref('people__unioned') }}

),

residences as (

    select * from {{ ref('residences__dated') }}

),

-- Where a move led to that no record shows yet.
arrivals as (

    select
        residences.customer_key,
        moves.new_address_line_1,
        moves.new_city,
        moves.new_postcode,
        moves.moved_on
    from residences
    inner join {{ ref('moves__resolved') }} as moves
        on
            residences.customer_key = moves.customer_key
            and residences.dwelling_key = moves.new_dwelling_key
    where residences.is_current and residences.record_count = 0
    qualify row_number() over (
        partition by residences.customer_key order by moves.moved_on, moves.customer_move_key
    ) = 1

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
                    {%- if group_name == 'address' %}
                    case
                        when residences.is_current or residences.is_workplace then '1' else '0'
                    end ||
                    {%- endif %}
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
            {{ source_name('people.source_system') }} = trust.source_system
    left join residences
        on
            records.customer_key = residences.customer_key
            and {{ dwelling_key(
                'people.address_line_1', 'people.address_line_2', 'people.postcode'
            ) }} = residences.dwelling_key

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

),

housed as (

    select
        survived.customer_key
        {%- for group_name, group in groups.items() %}
        {%- for column in group.columns + [
            group_name ~ '_record_key', group_name ~ '_source_system', group_name ~ '_dated_at'
        ] %},
        {%- if column in ['address_line_1', 'city', 'postcode'] %}
        coalesce(arrivals.new_{{ column }}, survived.{{ column }}) as {{ column }}
        {%- elif column in ['address_line_2', 'region', 'address_record_key'] %}
        case when arrivals.customer_key is null then survived.{{ column }} end as {{ column }}
        {%- elif column == 'address_source_system' %}
        case when arrivals.customer_key is null then survived.{{ column }} else 'mail_house' end
            as {{ column }}
        {%- elif column == 'address_dated_at' %}
        coalesce(cast(arrivals.moved_on as timestamp), survived.{{ column }}) as {{ column }}
        {%- else %}
        survived.{{ column }}
        {%- endif %}
        {%- endfor %}
        {%- endfor %}
    from survived
    left join arrivals on survived.customer_key = arrivals.customer_key

)

select * from housed

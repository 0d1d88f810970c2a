-- One row per campaign, measure and group of its people: a cell, all who were contacted, or all who
-- were held out, with the sums that statistics need.
{% set measures = {
    'response': 'has_responded', 'conversion': 'has_converted', 'orders': 'order_count',
    'revenue': 'revenue_amount',
} %}
with people as (

    select * from {{ ref('lift_people__counted') }}
    where not is_in_several_cells

),

measured as (
    {% for measure, column in measures.items() %}
    select
        campaign_key,
        cell_code,
        is_control,
        '{{ measure }}' as measure,
        count(*) as people_count,
        cast(sum({{ column }}) as decimal(24, 2)) as total,
        sum(cast({{ column }} * {{ column }} as decimal(38, 4))) as total_of_squares
    from people
    group by campaign_key, cell_code, is_control
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

groups as (

    select
        campaign_key, measure, cell_code, is_control, people_count, total, total_of_squares
    from measured
    union all
    -- All contacted, and all held out, under no cell's name.
    select
        campaign_key, measure, cast(null as string) as cell_code, is_control,
        sum(people_count) as people_count, sum(total) as total,
        sum(total_of_squares) as total_of_squares
    from measured
    group by campaign_key, measure, is_control

),

summed as (

    select
        {{ weft_key(['campaign_key', 'measure', 'cell_code', 'is_control']) }} as lift_cell_key,
        campaign_key,
        measure,
        cell_code,
        is_control,
        cast(people_count as {{ double_type() }}) as people_count,
        cast(total as {{ double_type() }}) as total,
        cast(total as {{ double_type() }}) / people_count as mean,
        case
            when people_count > 1
                then greatest(0, (
                    cast(total_of_squares as {{ double_type() }})
                    - cast(total as {{ double_type() }}) * cast(total as {{ double_type() }})
                    / people_count
                ) / (people_count - 1))
        end as variance
    from groups

)

select * from summed

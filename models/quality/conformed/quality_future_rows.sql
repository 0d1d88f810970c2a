-- One row per file and concept of which rows are dated later than the run; they are left out of
-- everything until their day has come.
{%- set dated = dated_sources() %}
with future as (

    {%- for concept, source_name, moment in dated %}
    select
        '{{ source_name }}' as source_system,
        '{{ concept }}' as concept,
        source_file,
        line_number,
        cast({{ moment }} as timestamp) as dated_at
    from {{ ref(source_name ~ '__' ~ concept) }}
    where {{ is_dated_later(moment) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

grouped as (

    select
        {{ weft_key(['source_system', 'concept', 'source_file']) }} as future_rows_key,
        source_system,
        concept,
        source_file as path,
        count(*) as row_count,
        min(line_number) as first_line_number,
        max(line_number) as last_line_number,
        min(dated_at) as earliest_at,
        max(dated_at) as latest_at
    from future
    group by source_system, concept, source_file

)

select * from grouped

{#-
    All sources' rows of a concept, one below the other: `<source>__<concept>` for each of its
    sources (macro concept_sources) that takes part in this run (var weft_sources). With none left
    it is an empty relation of the concept's shape, so that what depends on it still builds. Rows
    dated later than the run are left to quality_future_rows.
-#}
{% macro union_sources(concept) %}
    {%- set shape = conformed_columns(concept) -%}
    {%- set columns = [shape.key, 'source_system', 'source_id']
        + (shape.columns.keys() | list) + ['source_file', 'line_number'] -%}
    {%- set taking_part = concept_sources(concept) | select('in', var('weft_sources')) | list -%}
    {%- for source_name in taking_part %}
    select
        {{ columns | join(',\n        ') }}
    from {{ ref(source_name ~ '__' ~ concept) }}
    {%- if shape.dated_by %}
    where not coalesce({{ is_dated_later(shape.dated_by) }}, false)
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as string) as {{ shape.key }},
        cast(null as string) as source_system,
        cast(null as string) as source_id,
        {%- for column, data_type in shape.columns.items() %}
        cast(null as {{ data_type }}) as {{ column }},
        {%- endfor %}
        cast(null as string) as source_file,
        cast(null as bigint) as line_number
    where false
    {%- endfor %}
{%- endmacro %}

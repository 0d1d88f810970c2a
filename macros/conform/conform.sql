{#-
    A source's rows in the canonical shape of a concept.

    concept: a name conformed_columns() knows. relation: a ref() or the name of a CTE. mapping:
    canonical column → SQL expression over the relation; must hold source_system and source_id.
    The key is hashed from source_system and source_id unless the concept says otherwise, or the
    mapping gives it. Columns the mapping leaves out are null of the right type. The lineage
    columns source_file and line_number come from the relation.
    Errors: a mapping column that the concept does not have stops the compilation, by name.
-#}
{% macro conform(concept, relation, mapping) %}
    {%- set shape = conformed_columns(concept) -%}
    {%- set known = ['source_system', 'source_id', shape.key] + (shape.columns.keys() | list) -%}
    {%- for column in mapping if column not in known -%}
        {{ exceptions.raise_compiler_error("'" ~ column ~ "' is no column of " ~ concept) }}
    {%- endfor -%}
    {%- set key_parts = [] -%}
    {%- for column in shape.get('of', ['source_system', 'source_id']) -%}
        {%- do key_parts.append(mapping.get(column, 'null')) -%}
    {%- endfor -%}
    select
        {{ mapping.get(shape.key) or weft_key(key_parts) }} as {{ shape.key }},
        cast({{ mapping['source_system'] }} as string) as source_system,
        cast({{ mapping['source_id'] }} as string) as source_id,
        {%- for column, data_type in shape.columns.items() %}
        {%- set value = 'cast(' ~ mapping.get(column, 'null') ~ ' as ' ~ data_type ~ ')' %}
        {{ plausible_birth_date(value) if column == 'birth_date' else value }} as {{ column }},
        {%- endfor %}
        source_file,
        line_number
    from {{ relation }}
{%- endmacro %}

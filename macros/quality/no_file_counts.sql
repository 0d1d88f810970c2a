{#- The empty relation of file counts, where no source has a landing contract. -#}
{% macro no_file_counts() -%}
    select
        cast(null as string) as source_name,
        cast(null as string) as table_name,
        cast(null as bigint) as file_id,
        cast(null as bigint) as row_count
    where false
{%- endmacro %}

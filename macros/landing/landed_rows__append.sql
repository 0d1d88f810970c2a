{#- Load rule append: every row of every file that counts. -#}
{% macro landed_rows__append(relation, counting) %}
    with {{ counting }}

    select landed.*
    from {{ relation }} as landed
    inner join counting_files
        on landed._file_id = counting_files.rows_file_id
{%- endmacro %}

{#-
    Load rules latest and replace_period: all rows of a key (or period) from the newest file that
    holds it. Only the key and the file number are read twice. A null in the key equals null.
-#}
{% macro landed_rows__newest(relation, counting, key) %}
    with {{ counting }},

    newest_of_key as (

        select
            {%- for column in key %}
            landed.{{ column }},
            {%- endfor %}
            max(counting_files.delivery_rank) as delivery_rank
        from {{ relation }} as landed
        inner join counting_files
            on landed._file_id = counting_files.rows_file_id
        group by {% for column in key %}landed.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

    )

    select landed.*
    from {{ relation }} as landed
    inner join counting_files
        on landed._file_id = counting_files.rows_file_id
    inner join newest_of_key
        on
            counting_files.delivery_rank = newest_of_key.delivery_rank
            {%- for column in key %}
            and landed.{{ column }} is not distinct from newest_of_key.{{ column }}
            {%- endfor %}
{%- endmacro %}

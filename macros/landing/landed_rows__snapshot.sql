{#-
    Load rule snapshot: the newest file of each partition, all its parts; a newest file without
    rows empties its partition. Judged by the ledger alone, no row is looked at.
-#}
{% macro landed_rows__snapshot(relation, counting) %}
    with {{ counting }},

    newest_files as (

        select
            rows_file_id,
            rank() over (partition by snapshot_of order by delivery_rank desc) as age_rank
        from counting_files

    )

    select landed.*
    from {{ relation }} as landed
    inner join newest_files
        on
            landed._file_id = newest_files.rows_file_id
            and newest_files.age_rank = 1
{%- endmacro %}

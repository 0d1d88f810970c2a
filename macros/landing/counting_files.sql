{#-
    The CTE `counting_files`: one row per file whose rows can count, with `delivery_rank`, higher
    for newer. Files are ordered by delivery date and path; parts of one export share a rank. A
    path counts in its newest version only, and a file that was delivered again under another
    path has the rank of its newest delivery.
-#}
{% macro counting_files(files, source_name, table_name) %}
    deliveries as (

        select
            rows_file_id,
            snapshot_of,
            delivered_on,
            logical_path,
            row_number() over (
                partition by path
                order by delivered_on desc, file_id desc
            ) as version_rank
        from {{ files }}
        where
            source_name = '{{ source_name }}'
            and table_name = '{{ table_name }}'
            and status in ('landed', 'skipped')

    ),

    ranked_deliveries as (

        select
            rows_file_id,
            snapshot_of,
            dense_rank() over (order by delivered_on, logical_path) as delivery_rank
        from deliveries
        where version_rank = 1

    ),

    counting_files as (

        select
            rows_file_id,
            snapshot_of,
            max(delivery_rank) as delivery_rank
        from ranked_deliveries
        group by rows_file_id, snapshot_of

    )
{%- endmacro %}

{#-
    The CTE `counting_files`: one row per file whose rows can count, with `delivery_rank`, higher
    for newer. Files are ordered by delivery date and path; parts of one export share a rank. A
    path counts in its newest version only, and a file that was delivered again under another
    path has the rank of its newest delivery. Where only parts of an export come again, nothing new
    among them, the whole export has that rank: a part alone replaces nothing.
-#}
{% macro counting_files(files, source_name, table_name) %}
    deliveries as (

        select
            file_id,
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
            file_id = rows_file_id as is_first,
            dense_rank() over (order by delivered_on, logical_path) as delivery_rank,
            bool_and(file_id != rows_file_id) over (
                partition by delivered_on, logical_path
            ) as is_repeat
        from deliveries
        where version_rank = 1

    ),

    repeated_exports as (

        select
            firsts.delivery_rank,
            max(repeats.delivery_rank) as repeat_rank
        from ranked_deliveries as firsts
        inner join ranked_deliveries as repeats
            on firsts.rows_file_id = repeats.rows_file_id
        where firsts.is_first and repeats.is_repeat
        group by firsts.delivery_rank

    ),

    counting_files as (

        select
            ranked_deliveries.rows_file_id,
            ranked_deliveries.snapshot_of,
            max(greatest(
                ranked_deliveries.delivery_rank, coalesce(repeated_exports.repeat_rank, 0)
            )) as delivery_rank
        from ranked_deliveries
        left join repeated_exports
            on
                ranked_deliveries.delivery_rank = repeated_exports.delivery_rank
                and ranked_deliveries.is_first
        group by ranked_deliveries.rows_file_id, ranked_deliveries.snapshot_of

    )
{%- endmacro %}

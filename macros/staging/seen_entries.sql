{#-
    The entries of a suppression list over all its files, one row each.

    relation: name of a CTE of cleaned rows with _file_id and the columns below; table_name: the
    landed table; key: list of expressions that make an entry the same → select with entry_id,
    first_seen_on and last_seen_on, so that one can ask who was listed on the day of a mailing. A
    file delivered again unchanged has no rows of its own, so the ledger tells when a list came.
-#}
{% macro seen_entries(relation, table_name, key) -%}
    select
        {{ weft_key(key) }} as entry_id,
        {%- for column in [
            'reason', 'phone', 'title', 'given_name', 'family_name', 'address_line_1', 'city',
            'postcode', 'requested_on', 'source_file', 'line_number',
        ] %}
        max_by({{ column }}, {{ file_order() }}) as {{ column }},
        {%- endfor %}
        min(deliveries.first_delivered_on) as first_seen_on,
        max(deliveries.last_delivered_on) as last_seen_on
    from {{ relation }} as entries
    inner join (
        select
            rows_file_id,
            min(delivered_on) as first_delivered_on,
            max(delivered_on) as last_delivered_on
        from {{ source('landing', 'files') }}
        where
            source_name = 'suppression'
            and table_name = '{{ table_name }}'
            and status in ('landed', 'skipped')
        group by rows_file_id
    ) as deliveries on entries._file_id = deliveries.rows_file_id
    group by {{ weft_key(key) }}
{%- endmacro %}

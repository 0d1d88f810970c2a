{#-
    The columns that every object of Salesforce has about its records' versions, for the end of a
    select list: is_deleted, created_at, version_at (last change by a user or the system, UTC; null
    in a report), delivered_on, source_file and line_number.
-#}
{% macro salesforce_version_columns() -%}
    {{ parse_flag('is_deleted') }} as is_deleted,
    {{ salesforce_timestamp('created_date') }} as created_at,
    coalesce(
        {{ salesforce_timestamp('system_modstamp') }},
        {{ salesforce_timestamp('last_modified_date') }}
    ) as version_at,
    _delivered_on as delivered_on,
    _source_file as source_file,
    _line_number as line_number
{%- endmacro %}

{#-
    The newest version of each record, by its last change and, where that is equal or unknown, by
    delivery.

    relation: name of a CTE with salesforce_version_columns(); key: its column with the record's
    id → select of all its columns, one row per key.
-#}
{% macro newest_salesforce_versions(relation, key) -%}
    select *
    from {{ relation }}
    qualify row_number() over (
        partition by {{ key }}
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
{%- endmacro %}

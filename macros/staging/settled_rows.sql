{#-
    The landed rows of a relation beside the settings of their source.

    relation: name of a CTE of landed rows; source_system: a row of the view source_settings →
    select of all its columns and source_country, source_zone, source_currency, source_locale:
    what a value means that does not say so itself.
-#}
{% macro settled_rows(relation, source_system) -%}
    select
        {{ relation }}.*,
        settings.country_code as source_country,
        settings.time_zone as source_zone,
        settings.currency_code as source_currency,
        settings.date_locale as source_locale
    from {{ relation }}
    cross join {{ ref('source_settings') }} as settings
    where settings.source_system = '{{ source_system }}'
{%- endmacro %}

{#-
    Whether nothing but tags and logs knows a campaign: its code is mistyped, or nobody registered it.

    source_systems: SQL expression of the sorted list of systems (campaigns__merged) → boolean.
-#}
{% macro only_tags_know(source_systems) -%}
    {{ source_systems }} in ('ga4', 'weblog', 'ga4, weblog')
{%- endmacro %}

{#-
    How many of some values are known.

    values: list of SQL expressions → int.
-#}
{% macro count_known(values) -%}
    (
        {%- for value in values %}
        case when {{ value }} is null then 0 else 1 end{{ ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

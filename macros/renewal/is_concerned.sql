{#- Whether one of the columns is among the keys; keys: relation with concerned_key. -#}
{% macro is_concerned(columns, keys) -%}
    (
        {%- for column in columns %}
        {{- ' or ' if not loop.first }}{{ column }} in (select concerned_key from {{ keys }})
        {%- endfor -%}
    )
{%- endmacro %}

{#-
    A struct of named fields.

    fields: mapping name → SQL expression, in order → struct.
-#}
{% macro named_struct(fields) -%}
    {{ adapter.dispatch('named_struct', 'weft')(fields) }}
{%- endmacro %}

{% macro duckdb__named_struct(fields) -%}
    struct_pack(
        {%- for name, expression in fields.items() %}
        {{ name }} := {{ expression }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{% macro spark__named_struct(fields) -%}
    named_struct(
        {%- for name, expression in fields.items() %}
        '{{ name }}', {{ expression }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#-
    The rows of a renewed model that its last renewal took away or brought, as a relation of the
    columns that it is said to touch (macro renewed).

    name: the model; whoever asks comes after it.
-#}
{% macro touched(name) -%}
    {%- if not execute %}{% do ref(name) %}{% endif -%}
    {{ return('renewal.touched__' ~ name) }}
{%- endmacro %}

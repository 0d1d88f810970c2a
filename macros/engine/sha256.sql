{#-
    SHA-256 of a text in UTF-8 → 64 lower-case hexadecimal characters, null when x is.
-#}
{% macro sha256(x) -%}
    {{ adapter.dispatch('sha256', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__sha256(x) -%}
    sha256({{ x }})
{%- endmacro %}

{% macro spark__sha256(x) -%}
    sha2({{ x }}, 256)
{%- endmacro %}

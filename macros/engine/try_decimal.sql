{#-
    A text as decimal(18, scale), halves rounded away from zero; null when it is no number.

    x: SQL expression; scale: int, 2 unless given. Reads plain numbers only (a point as the decimal
    mark, an exponent allowed); money() knows the rest.
-#}
{% macro try_decimal(x, scale=2) -%}
    {{ adapter.dispatch('try_decimal', 'weft')(x, scale) }}
{%- endmacro %}

{% macro duckdb__try_decimal(x, scale=2) -%}
    try_cast(replace(cast({{ x }} as string), '_', '?') as decimal(18, {{ scale }}))
{%- endmacro %}

{% macro spark__try_decimal(x, scale=2) -%}
    try_cast({{ x }} as decimal(18, {{ scale }}))
{%- endmacro %}

{#-
    The last value that is not null in a window.

    x: SQL expression; window: what stands between the brackets of `over`, with its frame.
-#}
{% macro last_value_ignore_nulls(x, window) -%}
    {{ adapter.dispatch('last_value_ignore_nulls', 'weft')(x, window) }}
{%- endmacro %}

{% macro duckdb__last_value_ignore_nulls(x, window) -%}
    last_value({{ x }} ignore nulls) over ({{ window }})
{%- endmacro %}

{% macro spark__last_value_ignore_nulls(x, window) -%}
    last_value({{ x }}) ignore nulls over ({{ window }})
{%- endmacro %}

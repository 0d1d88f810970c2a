{#-
    One value of a GA4 parameter list (list of {key, value{string_value, int_value, …}}).

    params: SQL expression of the list; key: the parameter's name, as plain text; slot: the field of
    `value` → that field's type, null when the key is absent. The first wins where a key repeats.
-#}
{% macro get_param(params, key, slot='string_value') -%}
    {{ adapter.dispatch('get_param', 'weft')(params, key, slot) }}
{%- endmacro %}

{% macro duckdb__get_param(params, key, slot='string_value') -%}
    list_filter({{ params }}, lambda p: p.key = '{{ key }}')[1].value.{{ slot }}
{%- endmacro %}

{% macro spark__get_param(params, key, slot='string_value') -%}
    get(filter({{ params }}, p -> p.key = '{{ key }}'), 0).value.{{ slot }}
{%- endmacro %}

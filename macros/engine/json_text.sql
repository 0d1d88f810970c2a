{#-
    A value inside a JSON text, as text; objects and lists stay JSON.

    x: SQL expression; keys: one name, or a list of names and list positions (from 0), outermost
    first: ['items', 0, 'Campaign Name'] → text, null when absent, JSON null, or x is not JSON.
-#}
{% macro json_text(x, keys) -%}
    {{ adapter.dispatch('json_text', 'weft')(x, [keys] if keys is string else keys) }}
{%- endmacro %}

{% macro duckdb__json_text(x, keys) -%}
    try(json_extract_string({{ x }}, '$
        {%- for key in keys -%}
            {{ '."' ~ key ~ '"' if key is string else '[' ~ key ~ ']' }}
        {%- endfor -%}
    '))
{%- endmacro %}

{% macro spark__json_text(x, keys) -%}
    get_json_object({{ x }}, "$
        {%- for key in keys -%}
            {{ "['" ~ key ~ "']" if key is string else '[' ~ key ~ ']' }}
        {%- endfor -%}
    ")
{%- endmacro %}

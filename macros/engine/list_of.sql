{#-
    A list of given elements, in order.

    elements: list of SQL expressions of one type → list.
-#}
{% macro list_of(elements) -%}
    {{ return(adapter.dispatch('list_of', 'weft')(elements)) }}
{%- endmacro %}

{% macro duckdb__list_of(elements) -%}
    [{{ elements | join(', ') }}]
{%- endmacro %}

{% macro spark__list_of(elements) -%}
    array({{ elements | join(', ') }})
{%- endmacro %}

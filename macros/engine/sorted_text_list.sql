{#- The different values of a column in a group, sorted, as `a, b, c`. -#}
{% macro sorted_text_list(value) -%}
    {{ return(adapter.dispatch('sorted_text_list', 'weft')(value)) }}
{%- endmacro %}

{% macro default__sorted_text_list(value) -%}
    string_agg(distinct {{ value }}, ', ' order by {{ value }})
{%- endmacro %}

{% macro spark__sorted_text_list(value) -%}
    array_join(array_sort(collect_set({{ value }})), ', ')
{%- endmacro %}

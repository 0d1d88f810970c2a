{#-
    The texts of a group in the order of a number, joined by a separator; null texts are passed
    over.

    value, place: SQL expressions of the group's rows, place different in each; separator: SQL
    literal → text.
-#}
{% macro ordered_text(value, place, separator) -%}
    {{ return(adapter.dispatch('ordered_text', 'weft')(value, place, separator)) }}
{%- endmacro %}

{# A list that is sorted costs a quarter of what an aggregate with an order does. #}
{% macro duckdb__ordered_text(value, place, separator) -%}
    array_to_string(
        list_transform(
            list_sort(
                array_agg({'place': {{ place }}, 'value': {{ value }}})
                filter (where {{ value }} is not null)
            ),
            lambda one: one.value
        ),
        {{ separator }}
    )
{%- endmacro %}

{% macro spark__ordered_text(value, place, separator) -%}
    array_join(
        transform(
            array_sort(collect_list(
                case when {{ value }} is not null
                    then struct({{ place }} as place, {{ value }} as value) end
            )),
            one -> one.value
        ),
        {{ separator }}
    )
{%- endmacro %}

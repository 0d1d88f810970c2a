{#-
    A join clause that gives one row per element of a list; rows with a null or empty list go.

    Write it after `from`: `from landed {{ explode_list('landed.items', 'item', 'line') }}`, then
    read `item.line` (and `item.position`, which counts from 1).
    list: SQL expression; alias, column: names.
-#}
{% macro explode_list(list, alias, column) -%}
    {{ adapter.dispatch('explode_list', 'weft')(list, alias, column) }}
{%- endmacro %}

{% macro duckdb__explode_list(list, alias, column) -%}
    cross join unnest({{ list }}) with ordinality as {{ alias }} ({{ column }}, position)
{%- endmacro %}

{% macro spark__explode_list(list, alias, column) -%}
    cross join lateral (
        select exploded.element as {{ column }}, exploded.at + 1 as position
        from posexplode({{ list }}) as exploded(at, element)
    ) as {{ alias }}
{%- endmacro %}

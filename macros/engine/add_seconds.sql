{#-
    A timestamp n whole seconds later.

    ts: SQL expression of a timestamp; n: of an integer, may be negative → timestamp.
-#}
{% macro add_seconds(ts, n) -%}
    {{ adapter.dispatch('add_seconds', 'weft')(ts, n) }}
{%- endmacro %}

{% macro duckdb__add_seconds(ts, n) -%}
    ({{ ts }} + to_seconds(cast({{ n }} as bigint)))
{%- endmacro %}

{% macro spark__add_seconds(ts, n) -%}
    timestampadd(second, cast({{ n }} as bigint), {{ ts }})
{%- endmacro %}

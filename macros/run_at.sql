{#- The moment this run speaks of, as a UTC timestamp literal. Logic reads this, never the clock. -#}
{% macro run_at() -%}
    cast('{{ var("run_at") }}' as timestamp)
{%- endmacro %}

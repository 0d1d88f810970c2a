{#- The statements that build a renewed model's whole table; as renewal_statements. -#}
{% macro whole_statements(this, sql, plan) -%}
    create or replace table {{ this }} as ({{ sql }});
    create or replace table renewal.touched__{{ this.identifier }} as
    select {{ plan.touches | join(', ') or 'true as is_touched' }} from {{ this }} where false;
{%- endmacro %}

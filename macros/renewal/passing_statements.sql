{#- The statements that renew a step on the way, which holds what is concerned; as renewal_statements. -#}
{% macro passing_statements(this, sql, plan) -%}
    create or replace table renewal.concerned__{{ this.identifier }} as
    select distinct concerned_key from ({{ plan.concerned }}) as concerned (concerned_key)
    where concerned_key is not null;
    {{ whole_statements(this, only_concerned(sql, 'renewal.concerned__' ~ this.identifier), plan) }}
{%- endmacro %}

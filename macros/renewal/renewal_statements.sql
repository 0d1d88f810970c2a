{#-
    The statements that renew a model's table.

    this: the table. sql: of the whole table. plan: what macro renewed was told.
-#}
{% macro renewal_statements(this, sql, plan) -%}
    {%- set name = this.identifier -%}
    {%- set keys, marks = plan.key | join(', '), 'renewal.concerned__' ~ name -%}
    {%- if plan.concerned %}
    create or replace table {{ marks }} as
    select distinct concerned_key
    from ({{ plan.concerned | replace('{this}', this | string) }}) as concerned (concerned_key)
    where concerned_key is not null;
    create or replace temp table fresh__{{ name }} as ({{ only_concerned(sql, marks) }});
    {%- else %}
    create or replace temp table fresh__{{ name }} as ({{ sql }});
    create or replace table {{ marks }} as
    select coalesce(fresh.{{ keys }}, last.{{ keys }}) as concerned_key
    from fresh__{{ name }} as fresh
    full join {{ this }} as last on fresh.{{ keys }} = last.{{ keys }}
    where
        {%- for column in plan.compared or adapter.get_columns_in_relation(this) | map(attribute='name') %}
        {{ 'or ' if not loop.first }}fresh.{{ column }} is distinct from last.{{ column }}
        {%- endfor %};
    {%- endif %}
    create or replace temp table stale__{{ name }} as
    select * from {{ this }} where {{ is_concerned(plan.key, marks) }};
    create or replace temp table renewed__{{ name }} as
    select * from fresh__{{ name }} where {{ is_concerned(plan.key, marks) }};
    create or replace temp table changed__{{ name }} as
    (from stale__{{ name }} except all from renewed__{{ name }})
    union all
    (from renewed__{{ name }} except all from stale__{{ name }});
    delete from {{ this }} where ({{ keys }}) in (select ({{ keys }}) from changed__{{ name }});
    insert into {{ this }}
    select * from renewed__{{ name }} where ({{ keys }}) in (select ({{ keys }}) from changed__{{ name }});
    create or replace table renewal.touched__{{ name }} as
    select distinct {{ plan.touches | join(', ') or 'true as is_touched' }} from changed__{{ name }};
    {%- for part in ['fresh', 'stale', 'renewed', 'changed'] %}
    drop table {{ part }}__{{ name }};
    {%- endfor %}
{%- endmacro %}

{#-
    The rows of a landed table that count, after its load rule; all raw columns.

    source_name, table_name: as in the source YAML, whose `config.meta.landing` names the rule.
    Shape: a select, for use as a CTE: `with landed as ({{ landed_rows('shopify', 'orders') }})`.
    Under every rule the newest version of a path is the only one. Errors: a table without a
    landing contract stops the compilation.
-#}
{% macro landed_rows(source_name, table_name) %}
    {%- set relation = source(source_name, table_name) -%}
    {%- set files = source('landing', 'files') -%}
    {%- if not execute -%}
    select * from {{ relation }}
    {%- else -%}
    {%- set landing = landing_contract(source_name, table_name) -%}
    {%- set counting = counting_files(files, source_name, table_name) -%}
    {%- if landing.load_rule == 'append' -%}
    {{ landed_rows__append(relation, counting) }}
    {%- elif landing.load_rule == 'snapshot' -%}
    {{ landed_rows__snapshot(relation, counting) }}
    {%- elif landing.load_rule == 'latest' -%}
    {{ landed_rows__newest(relation, counting, landing.key) }}
    {%- elif landing.load_rule == 'replace_period' -%}
    {{ landed_rows__newest(relation, counting, landing.period) }}
    {%- else -%}
    {{ exceptions.raise_compiler_error("no such load rule: " ~ landing.load_rule) }}
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}

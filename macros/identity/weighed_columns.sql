{#- The columns that weighed_profiles gives, in order; key as there. -#}
{% macro weighed_columns(key='profile_key') -%}
    {%- set levels = [] -%}
    {%- for comparison in match_comparisons() -%}
        {%- do levels.append(comparison.name ~ '_level') -%}
    {%- endfor -%}
    {{ return(
        [key ~ '_l', key ~ '_r', 'setting'] + levels
        + ['conflict', 'match_weight', 'personal_weight', 'nameless_weight']
    ) }}
{%- endmacro %}

{#- The columns that weighed_profiles gives, in order. -#}
{% macro weighed_columns() -%}
    {%- set levels = [] -%}
    {%- for comparison in match_comparisons() -%}
        {%- do levels.append(comparison.name ~ '_level') -%}
    {%- endfor -%}
    {{ return(
        ['profile_key_l', 'profile_key_r', 'setting'] + levels
        + ['conflict', 'match_weight', 'personal_weight', 'nameless_weight']
    ) }}
{%- endmacro %}

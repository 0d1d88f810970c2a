{#- The columns of profile_pairs__weighed, in order. -#}
{% macro kept_pair_columns() -%}
    {{ return(weighed_columns('profile_number') + ['skipped_blocks', 'input_key']) }}
{%- endmacro %}

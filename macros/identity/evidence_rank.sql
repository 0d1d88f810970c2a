{#- A text by which pieces of evidence sort: the heavier the later, ties by name. -#}
{% macro evidence_rank(match_weight, evidence) -%}
    lpad(cast(cast({{ match_weight }} as decimal(9, 4)) as string), 9, '0') || {{ evidence }}
{%- endmacro %}

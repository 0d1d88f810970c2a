{#-
    What rows may be dated later than the run: a list of (concept, source that takes part, the
    column it is dated by).
-#}
{% macro dated_sources() -%}
    {%- set found = [] -%}
    {%- for concept, shape in conformed_concepts().items() if shape.dated_by -%}
        {%- for source_name in concept_sources(concept) if source_name in var('weft_sources') -%}
            {%- do found.append((concept, source_name, shape.dated_by)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

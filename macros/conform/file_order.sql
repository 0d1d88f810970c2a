{#- A text that sorts rows by file and line, unique in a source: the last word of a tie. -#}
{% macro file_order() -%}
    source_file || lpad(cast(line_number as string), 12, '0')
{%- endmacro %}

{#-
    The SQL of a whole table as that of what is concerned: each mark of macro concerned becomes its
    condition.

    sql: text of a model. keys: relation with concerned_key.
-#}
{% macro only_concerned(sql, keys) -%}
    {%- set parts = sql.split('(true /* concerned: ') -%}
    {%- set text = [parts[0]] -%}
    {%- for part in parts[1:] -%}
        {%- set columns, rest = part.split(' */)', 1) -%}
        {%- do text.append(is_concerned(columns.split(', '), keys) ~ rest) -%}
    {%- endfor -%}
    {{ return(text | join) }}
{%- endmacro %}

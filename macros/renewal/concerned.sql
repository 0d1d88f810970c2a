{#-
    A condition that is true of what is concerned when a model is renewed (macro renewed), and of
    everything when its whole table is built: so the SQL of both is one text.

    columns: the column that holds the key, or two of which either may hold it.
-#}
{% macro concerned(columns) -%}
    (true /* concerned: {{ columns if columns is string else columns | join(', ') }} */)
{%- endmacro %}

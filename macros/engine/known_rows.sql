{#-
    Rows that the last build of this model worked out and that would come out the same again.

    columns: all columns of the model, names. current: relation of the rows there must be.
    key: names of columns of both, which say which row it is and of what it was worked out, the
    rule included (local_md5 of its SQL); so it does not matter which build left it. of: name of a
    later model of the same schema whose rows are meant. Result: rows of `columns`; none at first,
    under --full-refresh, in unit tests, and on Spark, which cannot replace a table by a query that
    reads it.
-#}
{% macro known_rows(columns, current, key, of=none) -%}
    {%- set last = last_rows(columns, of) -%}
    select
        {%- for column in columns %}
        {{ 'known.' if last else 'null as ' }}{{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ current }} as current_rows
    {%- if last %}
    inner join {{ last }} as known
        on
            {%- for column in key %}
            {% if not loop.first %}and {% endif %}current_rows.{{ column }} = known.{{ column }}
            {%- endfor %}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro %}

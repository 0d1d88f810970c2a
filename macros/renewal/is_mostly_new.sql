{#-
    Whether so much of a table went or came that whole tables after it are cheaper than renewed ones.
-#}
{% macro is_mostly_new(this) -%}
    {%- set counts = run_query(
        'select (select count(*) from renewal.concerned__' ~ this.identifier ~ ') > '
        ~ '(select count(*) from ' ~ this ~ ') / 4'
    ) -%}
    {{ return(counts.rows[0][0]) }}
{%- endmacro %}

{#-
    Fails for every value of the column that more than one row has, and for null: the two things a
    key must not be, in one pass over the model.
-#}
{% test primary_key(model, column_name) %}
    select
        {{ column_name }},
        count(*) as row_count
    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}

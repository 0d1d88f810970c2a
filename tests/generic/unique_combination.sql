{#-
    Fails for every combination of the columns that more than one row has; null is a value like
    any other.

    columns: list of names.
-#}
{% test unique_combination(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

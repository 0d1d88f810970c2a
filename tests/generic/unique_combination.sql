{#-
    Fails for every combination of the columns that more than one row has, and for one in which a
    column is null that must not be: all in one pass over the model.

    columns: list of names. nullable: those of them that may be null, which is a value like any
    other; by default all.
-#}
{% test unique_combination(model, columns, nullable=none) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {%- for column in columns if nullable is not none and column not in nullable %}
        or {{ column }} is null
        {%- endfor %}
{% endtest %}

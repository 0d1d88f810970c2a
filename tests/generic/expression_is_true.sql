{#-
    Fails for every row for which the expression is false or null.

    expression: SQL over the model's columns. Where it may be null, say so in it.
-#}
{% test expression_is_true(model, expression) %}
    select *
    from {{ model }}
    where ({{ expression }}) is not true
{% endtest %}

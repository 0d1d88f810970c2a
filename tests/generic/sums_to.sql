{#-
    Fails for every group whose sum is not the total: the credits of a conversion make 1.

    total: SQL expression without columns; by: list of columns, the whole model without; tolerance:
    how far the sum may be off, for doubles. Without `by` an empty model sums to 0.
-#}
{% test sums_to(model, column_name, total, by=[], tolerance=0) %}
    select
        {% for column in by %}{{ column }}, {% endfor -%}
        sum({{ column_name }}) as found_total
    from {{ model }}
    {%- if by %}
    group by {{ by | join(', ') }}
    {%- endif %}
    having abs(coalesce(sum({{ column_name }}), 0) - ({{ total }})) > {{ tolerance }}
{% endtest %}

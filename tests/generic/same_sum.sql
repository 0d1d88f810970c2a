{#-
    Fails for every group whose sum differs between the model and another: spend in is spend out.

    to: a ref() or source(); field: the column of `to`, the same name unless given; by: list of
    columns both have, the whole without; tolerance: how far the sums may be apart, for doubles.
    A group that only one of the two has counts as 0 in the other.
-#}
{% test same_sum(model, column_name, to, field=none, by=[], tolerance=0) %}
    with both_sides as (
        select
            {% for column in by %}{{ column }}, {% endfor -%}
            {{ column_name }} as amount
        from {{ model }}
        union all
        select
            {% for column in by %}{{ column }}, {% endfor -%}
            -{{ field or column_name }} as amount
        from {{ to }}
    )

    select
        {% for column in by %}{{ column }}, {% endfor -%}
        sum(amount) as difference
    from both_sides
    {%- if by %}
    group by {{ by | join(', ') }}
    {%- endif %}
    having abs(coalesce(sum(amount), 0)) > {{ tolerance }}
{% endtest %}

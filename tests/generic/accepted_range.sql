{#-
    Fails for every value below min or above max; the ends are inside, nulls pass (not_null is
    another test).

    min, max: SQL expressions, one of them or both.
    Errors: without either, the compilation stops, since the test could not fail.
-#}
{% test accepted_range(model, column_name, min=none, max=none) %}
    {%- if min is none and max is none -%}
        {{ exceptions.raise_compiler_error('accepted_range needs min or max on ' ~ column_name) }}
    {%- endif %}
    select {{ column_name }}
    from {{ model }}
    where
        {%- if min is not none %}
        {{ column_name }} < {{ min }}
        {%- endif %}
        {%- if min is not none and max is not none %}
        or
        {%- endif %}
        {%- if max is not none %}
        {{ column_name }} > {{ max }}
        {%- endif %}
{% endtest %}

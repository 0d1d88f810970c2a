{#-
    Where a touch stands for an attribution model, which may pass over fallbacks: its columns
    touch_number, touch_count and milestone_number.

    touches: alias of a relation with the numbers of journeys__touched; models: alias of
    attribution_models.
-#}
{% macro counted_place(touches, models) -%}
    {%- for all, counted in [
        ('touch_number', 'counted_number'),
        ('touch_count', 'counted_count'),
        ('milestone_number', 'counted_milestone_number'),
    ] %}
        case
            when {{ models }}.fallback_rule = 'counts' then {{ touches }}.{{ all }}
            else {{ touches }}.{{ counted }}
        end as {{ all }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

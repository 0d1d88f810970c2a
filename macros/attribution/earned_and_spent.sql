{#-
    The columns that performance reports share: what was earned, what was spent, and their ratios.

    relation: name of a CTE with conversion_count, revenue_amount, margin_amount and cost_amount,
    all in the reporting currency; null where there is none. A ratio is null without a cost, a cost
    per acquisition without an acquisition, a contribution without a known margin.
-#}
{% macro earned_and_spent(relation) -%}
    {%- set earned = relation ~ '.revenue_amount' -%}
    {%- set spent = relation ~ '.cost_amount' -%}
    cast(coalesce({{ relation }}.conversion_count, 0) as decimal(18, 4)) as conversion_count,
        cast(coalesce({{ earned }}, 0) as decimal(18, 2)) as revenue_amount,
        cast({{ relation }}.margin_amount as decimal(18, 2)) as margin_amount,
        cast(coalesce({{ spent }}, 0) as decimal(18, 2)) as cost_amount,
        cast({{ relation }}.margin_amount - coalesce({{ spent }}, 0) as decimal(18, 2))
            as contribution_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        cast(coalesce({{ earned }}, 0) / nullif({{ spent }}, 0) as decimal(18, 4))
            as return_on_ad_spend_ratio,
        cast({{ spent }} / nullif({{ relation }}.conversion_count, 0) as decimal(18, 2))
            as cost_per_acquisition_amount
{%- endmacro %}

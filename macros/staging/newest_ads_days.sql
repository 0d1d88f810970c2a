{#-
    Of the rows of ads reports, those of the newest file of each account and period.

    relation: name of a CTE with account_id, period_starts_on, period_ends_on, delivered_on,
    source_file → select. Platforms restate their figures for weeks, and one report may have the
    device or network that another has not: rows of two files must never be added up. The contract's
    load rule does this for days that are written alike; here dates of all languages are.
-#}
{% macro newest_ads_days(relation) -%}
    select *
    from {{ relation }}
    qualify dense_rank() over (
        partition by account_id, period_starts_on, period_ends_on
        order by delivered_on desc, source_file desc
    ) = 1
{%- endmacro %}

{#-
    A number in any language's writing: 1020.5, 1,020.50, 1.020,50 and 1 020,50 are the same.

    x: SQL expression of text → decimal(18, 4); null for `--`, the ads platforms' word for not
    reported, which is not 0. A comma before exactly three digits parts thousands.
-#}
{% macro parse_amount(x) -%}
    coalesce(
        {{ try_decimal(x, 4) }},
        cast({{ money(x) }} as decimal(18, 4)),
        cast({{ money(x, decimal_comma=true) }} as decimal(18, 4))
    )
{%- endmacro %}

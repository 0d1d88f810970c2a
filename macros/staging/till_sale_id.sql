{#-
    The order a till line belongs to: its sale, or what was brought back in the course of it.

    sale_id: SQL expression of text; quantity: of a number, negative for goods brought back → text.
-#}
{% macro till_sale_id(sale_id, quantity) -%}
    case when {{ quantity }} < 0 then {{ sale_id }} || '-R' else {{ sale_id }} end
{%- endmacro %}

{#-
    The brand that a campaign code's last letter stands for; null for any other ending.

    code: SQL expression of a campaign code (see campaign_code_in) → brand_key.
-#}
{% macro brand_of_campaign(code) -%}
    case right({{ code }}, 1)
        when 'F' then 'fernside'
        when 'R' then 'ridgeway'
        when 'L' then 'linden'
        when 'T' then 'tradewell'
    end
{%- endmacro %}

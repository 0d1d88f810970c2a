{#-
    A date as a source writes it.

    x: SQL expression of text; locale: of iso, dmy or mdy (seed source_settings) → date, null when
    it is none. ISO is read under every locale; of 03/04/2026 the locale decides.
-#}
{% macro local_date(x, locale) -%}
    coalesce(
        {{ parse_date(x, ['%Y-%m-%d', '%Y%m%d', '%d-%b-%Y', '%d %b %Y', '%b %d, %Y']) }},
        case {{ locale }}
            when 'mdy' then {{ parse_date(x, ['%m/%d/%Y', '%m/%d/%y', '%m-%d-%Y']) }}
            else {{ parse_date(x, ['%d/%m/%Y', '%d/%m/%y', '%d-%m-%Y', '%d.%m.%Y']) }}
        end
    )
{%- endmacro %}

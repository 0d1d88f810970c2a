{#-
    A text read as a naive timestamp, by the first format that fits.

    x: SQL expression; formats: a strptime format or a list of them (see spark_datetime_pattern for
    the directives) → timestamp, null when none fits. Blanks around x do not matter, nor does the
    case of month names and am/pm. %Y takes four digits, %y the years 1969 to 2068; formats with %Y
    are tried before those with %y.
-#}
{% macro parse_timestamp(x, formats) -%}
    {%- set long_years, short_years = [], [] -%}
    {%- for format in ([formats] if formats is string else formats) -%}
        {%- do (short_years if '%y' in format else long_years).append(format) -%}
    {%- endfor -%}
    {{ adapter.dispatch('parse_timestamp', 'weft')('trim(' ~ x ~ ')', long_years, short_years) }}
{%- endmacro %}

{#- DuckDB 1.5 compares a text that is shorter than its format with one character behind it, and
crashes where memory ends there; a blank behind the text comes before that. -#}
{% macro duckdb__parse_timestamp(x, long_years, short_years) -%}
    {%- set parsed = [] -%}
    {%- for formats in [long_years, short_years] if formats -%}
        {%- set listed = "['" ~ formats | join("', '") ~ "']" -%}
        {%- set moment = "try_strptime(" ~ x ~ " || ' ', " ~ listed ~ ")" -%}
        {%- do parsed.append(plausible_timestamp(moment)) -%}
    {%- endfor -%}
    coalesce({{ parsed | join(', ') }})
{%- endmacro %}

{#- Java reads two digits as 2000 to 2099. -#}
{% macro spark__parse_timestamp(x, long_years, short_years) -%}
    {%- set parsed = [] -%}
    {%- for format in long_years + short_years -%}
        {%- set moment = 'try_to_timestamp(' ~ x ~ ', ' ~ spark_datetime_pattern(format) ~ ')' -%}
        {%- set shift = 'if(year(' ~ moment ~ ') > 2068, -100, 0)' -%}
        {%- do parsed.append(
            moment if format in long_years else 'timestampadd(year, ' ~ shift ~ ', ' ~ moment ~ ')'
        ) -%}
    {%- endfor -%}
    {{ plausible_timestamp('coalesce(' ~ parsed | join(', ') ~ ')') }}
{%- endmacro %}

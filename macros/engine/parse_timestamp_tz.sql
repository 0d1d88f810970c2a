{#-
    A text that carries its offset (+0100, -03:00, Z, UTC), read as a UTC timestamp.

    x: SQL expression; formats: a strptime format or a list of them, each with %z → UTC timestamp,
    null when none fits. A blank before the offset may be there or not.
    Errors: a format without %z stops the compilation.
-#}
{% macro parse_timestamp_tz(x, formats) -%}
    {%- set formats = [formats] if formats is string else formats -%}
    {%- for format in formats if '%z' not in format -%}
        {{ exceptions.raise_compiler_error("parse_timestamp_tz: no %z in '" ~ format ~ "'") }}
    {%- endfor -%}
    {%- set offset = regexp_replace_all('trim(' ~ x ~ ')', "' *(?:Z|UTC|GMT)$'", "'+0000'") -%}
    {{ adapter.dispatch('parse_timestamp_tz', 'weft')(offset, formats) }}
{%- endmacro %}

{% macro duckdb__parse_timestamp_tz(x, formats) -%}
    {%- set spellings = [] -%}
    {%- for format in formats -%}
        {%- set without = format | replace(' %z', '%z') -%}
        {%- do spellings.extend([without, without | replace('%z', ' %z')]) -%}
    {%- endfor -%}
    {%- set parsed = "try_strptime(" ~ x ~ ", ['" ~ spellings | join("', '") ~ "'])" -%}
    {{ plausible_timestamp("timezone('UTC', " ~ parsed ~ ")") }}
{%- endmacro %}

{% macro spark__parse_timestamp_tz(x, formats) -%}
    {%- set parsed = [] -%}
    {%- for format in formats -%}
        {%- do parsed.append('try_to_timestamp(' ~ x ~ ', ' ~ spark_datetime_pattern(format) ~ ')') -%}
    {%- endfor -%}
    {{ plausible_timestamp('coalesce(' ~ parsed | join(', ') ~ ')') }}
{%- endmacro %}

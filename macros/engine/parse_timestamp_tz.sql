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
        {%- set other = [' %z', '%z'] if ' %z' in format else ['%z', ' %z'] -%}
        {%- do spellings.extend([format, format | replace(other[0], other[1])]) -%}
    {%- endfor -%}
    {%- set parsed = "try_strptime(" ~ x ~ " || ' ', ['" ~ spellings | join("', '") ~ "'])" -%}
    {{ plausible_timestamp("timezone('UTC', " ~ parsed ~ ")") }}
{%- endmacro %}

{#- The pattern's offset is optional, so a text without one is kept from it. -#}
{% macro spark__parse_timestamp_tz(x, formats) -%}
    {%- set with_offset = 'regexp_extract(' ~ x ~ ", r'^.*[0-9 ][+-][0-9]{2}(:?[0-9]{2})?$', 0)" -%}
    {%- set parsed = [] -%}
    {%- for format in formats -%}
        {%- set pattern = spark_datetime_pattern(format) -%}
        {%- do parsed.append('try_to_timestamp(' ~ with_offset ~ ', ' ~ pattern ~ ')') -%}
    {%- endfor -%}
    {{ plausible_timestamp('coalesce(' ~ parsed | join(', ') ~ ')') }}
{%- endmacro %}

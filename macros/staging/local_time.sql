{#-
    The clock reading in a text, whatever zone it was read in: an offset after it is ignored.

    x: SQL expression of text; locale: of iso, dmy or mdy (seed source_settings) → naive timestamp,
    null when it is none. A bare date is its midnight.
-#}
{% macro local_time(x, locale) -%}
    {%- set clock = regexp_replace_all(
        'trim(' ~ x ~ ')',
        "'(:[0-9]{2})(?:[.][0-9]+)? *(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$'", "'\\1'"
    ) -%}
    coalesce(
        {{ parse_timestamp(clock, [
            '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d',
        ]) }},
        case {{ locale }}
            when 'mdy' then {{ parse_timestamp(clock, [
                '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y',
            ]) }}
            else {{ parse_timestamp(clock, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y']) }}
        end
    )
{%- endmacro %}

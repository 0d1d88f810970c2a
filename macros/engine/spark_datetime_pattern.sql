{#-
    A strptime format as the pattern of Spark's datetime functions, as a SQL literal.

    For parsing, numbers may have one digit or two, as in strptime, unless two directives meet; for
    formatting (padded) they have two. An offset (optional to Java) may stand after a blank or not,
    with or without colon and minutes. Letters between directives are quoted.
    Knows %Y %y %m %d %H %I %M %S %f %p %b %B %a %A %z. Errors: another directive stops compilation.
-#}
{% macro spark_datetime_pattern(format, padded=false) -%}
    {%- set numbers = {'m': 'M', 'd': 'd', 'H': 'H', 'I': 'h', 'M': 'm', 'S': 's'} -%}
    {%- set others = {
        'Y': 'yyyy', 'y': 'yy', 'f': 'SSSSSS', 'p': 'a', 'b': 'MMM', 'B': 'MMMM', 'a': 'EEE',
        'A': 'EEEE', 'z': '[ ][XXX][XX][X]',
    } -%}
    "
    {%- for piece in (format | replace(' %z', '%z')).split('%') -%}
        {%- if not loop.first -%}
            {%- set directive = piece[:1] -%}
            {%- set meets = piece | length == 1 and loop.nextitem is defined
                or loop.index > 2 and loop.previtem | length == 1 -%}
            {%- if directive in numbers -%}
                {{ numbers[directive] * (2 if padded or meets else 1) }}
            {%- elif directive in others -%}
                {{ others[directive] }}
            {%- else -%}
                {{ exceptions.raise_compiler_error('%' ~ directive ~ ' in ' ~ format) }}
            {%- endif -%}
        {%- endif -%}
        {%- set literal = piece if loop.first else piece[1:] -%}
        {{ modules.re.sub('[^\\s,.:/_-]+', "'\\g<0>'", literal) }}
    {%- endfor -%}
    "
{%- endmacro %}

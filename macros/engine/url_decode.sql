{#-
    Percent-encoded text decoded, `+` read as a blank (the form encoding of query strings).

    x: SQL expression → text. A stray percent sign stays; text whose bytes are not UTF-8 is given
    back undecoded.
-#}
{% macro url_decode(x) -%}
    {{ adapter.dispatch('url_decode', 'weft')(x) }}
{%- endmacro %}

{% macro duckdb__url_decode(x) -%}
    coalesce(
        try(url_decode(replace({{ x }}, '+', ' '))), replace({{ x }}, '+', ' ')
    )
{%- endmacro %}

{% macro spark__url_decode(x) -%}
    if(
        contains(
            try_url_decode(regexp_replace({{ x }}, r'%(?![0-9A-Fa-f]{2})', '%25')), '\uFFFD'
        ),
        replace({{ x }}, '+', ' '),
        try_url_decode(regexp_replace({{ x }}, r'%(?![0-9A-Fa-f]{2})', '%25'))
    )
{%- endmacro %}

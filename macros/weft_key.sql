{#-
    A surrogate key: the md5 of the given expressions as text.

    Shape: list of SQL expressions → 32 hexadecimal characters. A null becomes its own token, and
    the separator is a control character, so ('a', null) differs from ('a', '') and ('ab', 'c')
    from ('a', 'bc').
-#}
{% macro weft_key(expressions) -%}
    md5(
        {%- for expression in expressions %}
        coalesce(cast({{ expression }} as string), '~null~')
        {%- if not loop.last %} || chr(31) || {% endif %}
        {%- endfor %}
    )
{%- endmacro %}

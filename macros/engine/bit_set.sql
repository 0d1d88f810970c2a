{#-
    A list as a whole number: each element sets the bit of its number modulo 63. Lists that share an
    element share a bit; different elements may as well.

    x: SQL expression of a list; variable: a name; number: SQL over that name, a whole number →
    bigint, null when x is.
-#}
{% macro bit_set(x, variable, number) -%}
    {{ adapter.dispatch('bit_set', 'weft')(x, variable, number) }}
{%- endmacro %}

{% macro duckdb__bit_set(x, variable, number) -%}
    list_bit_or(list_transform(
        {{ x }}, lambda {{ variable }}: cast(1 as bigint) << cast({{ number }} % 63 as int)
    ))
{%- endmacro %}

{% macro spark__bit_set(x, variable, number) -%}
    aggregate(
        transform({{ x }}, {{ variable }} -> shiftleft(1L, cast(pmod({{ number }}, 63) as int))),
        0L,
        (bits, bit) -> bits | bit
    )
{%- endmacro %}

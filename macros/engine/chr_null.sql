{#-
    The NUL character, which some exports hold and most tools trip over → text of length 1.
-#}
{% macro chr_null() -%}
    {{ adapter.dispatch('chr_null', 'weft')() }}
{%- endmacro %}

{% macro default__chr_null() -%}
    chr(0)
{%- endmacro %}

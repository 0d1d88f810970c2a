{#-
    The decoded value of a query parameter; null when absent or empty. The first wins.

    url: SQL expression of a URL or path; name: the parameter's name, as plain text, any case.
-#}
{% macro url_parameter(url, name) -%}
    {{ adapter.dispatch('url_parameter', 'weft')(url, name) }}
{%- endmacro %}

{% macro default__url_parameter(url, name) -%}
    {{ url_decode(regexp_group(url, "'(?i)[?&;]" ~ name ~ "=([^&;#]*)'", 1)) }}
{%- endmacro %}

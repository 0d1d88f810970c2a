{#-
    The host of an absolute URL, lower case, without port; null for a bare path.

    url: SQL expression → text.
-#}
{% macro url_host(url) -%}
    {{ adapter.dispatch('url_host', 'weft')(url) }}
{%- endmacro %}

{% macro default__url_host(url) -%}
    lower({{ regexp_group(url, "'(?i)^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)'", 1) }})
{%- endmacro %}

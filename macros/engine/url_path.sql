{#-
    The path of a URL (or of a request line's target), not decoded, without query and fragment.

    url: SQL expression → text, '/' when the URL ends after its host; null when url is.
-#}
{% macro url_path(url) -%}
    {{ adapter.dispatch('url_path', 'weft')(url) }}
{%- endmacro %}

{% macro default__url_path(url) -%}
    coalesce(
        {{ regexp_group(url, "'^(?:[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)?(/[^?#]*)'", 1) }},
        case when {{ url }} is not null then '/' end
    )
{%- endmacro %}

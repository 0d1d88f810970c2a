{#-
    Whether a path is part of a page rather than a page: style, script, picture, font, film.

    path: SQL expression of a path without its query → boolean, null when it is.
-#}
{% macro is_web_asset(path) -%}
    {{ regexp_matches(
        'lower(' ~ path ~ ')',
        "'[.](css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp4|webm)$'"
    ) }}
{%- endmacro %}

{#- What stands behind a family name and is no part of it, as alternatives of a pattern. -#}
{% macro name_suffixes() -%}
    {{ return('jr|jnr|sr|snr|ii|iii|iv|obe|mbe|phd|esq') }}
{%- endmacro %}

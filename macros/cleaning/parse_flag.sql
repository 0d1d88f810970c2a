{#-
    A yes or no in any of the exports' spellings.

    x: SQL expression of text → boolean, null for anything else.
-#}
{% macro parse_flag(x) -%}
    {%- set yes = ['1', '1.0', 't', 'true', 'y', 'yes', 'on', 'oui', 'ja', 'si', 'sì', 'sí'] -%}
    {%- set no = ['0', '0.0', 'f', 'false', 'n', 'no', 'off', 'non', 'nein'] -%}
    case
        when lower(trim({{ x }})) in ('{{ yes | join("', '") }}') then true
        when lower(trim({{ x }})) in ('{{ no | join("', '") }}') then false
    end
{%- endmacro %}

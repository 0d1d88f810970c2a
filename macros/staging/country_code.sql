{#-
    A country as its ISO-2 code, from the code or the name a person typed.

    x: SQL expression of text; fallback: of the code taken when x is empty, unless given the column
    that settled rows carry. A name that is not in the list gives null, not the fallback: an
    address abroad must not become one at home. The list is one text, `|NAME=CODE|…`, so that x is
    cleaned twice and not once for each name.
-#}
{% macro country_code(x, fallback='source_country') -%}
    {%- set names = {
        'GB': ['UK', 'U.K.', 'GBR', 'GREAT BRITAIN', 'UNITED KINGDOM', 'ENGLAND', 'SCOTLAND',
               'WALES', 'NORTHERN IRELAND', 'ROYAUME-UNI', 'VEREINIGTES KÖNIGREICH'],
        'IE': ['IRL', 'IRELAND', 'REPUBLIC OF IRELAND', 'EIRE', 'ÉIRE', 'IRLANDE', 'IRLAND'],
        'US': ['USA', 'U.S.', 'U.S.A.', 'UNITED STATES', 'UNITED STATES OF AMERICA',
               'ÉTATS-UNIS', 'VEREINIGTE STAATEN'],
        'FR': ['FRA', 'FRANCE', 'FRANKREICH'],
        'DE': ['DEU', 'GER', 'GERMANY', 'DEUTSCHLAND', 'ALLEMAGNE'],
        'ES': ['ESP', 'SPAIN', 'ESPAÑA', 'ESPAGNE', 'SPANIEN'],
        'IT': ['ITA', 'ITALY', 'ITALIA', 'ITALIE', 'ITALIEN'],
        'NL': ['NLD', 'NETHERLANDS', 'THE NETHERLANDS', 'HOLLAND', 'NEDERLAND', 'PAYS-BAS'],
        'BE': ['BEL', 'BELGIUM', 'BELGIQUE', 'BELGIË', 'BELGIEN'],
        'AU': ['AUS', 'AUSTRALIA'],
        'CA': ['CAN', 'CANADA'],
    } -%}
    {%- set entries = [] -%}
    {%- for code, spellings in names.items() -%}
        {%- for spelling in spellings -%}
            {%- do entries.append(spelling ~ '=' ~ code ~ '|') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set text = 'upper(' ~ clean_text(x) ~ ')' -%}
    {%- set found = "split_part('|" ~ entries | join ~ "', '|' || " ~ text ~ " || '=', 2)" -%}
    case
        when {{ clean_text(x) }} is null then {{ fallback }}
        else coalesce(
            nullif(split_part({{ found }}, '|', 1), ''),
            {{ regexp_group(text, "'^[A-Z]{2}$'") }}
        )
    end
{%- endmacro %}

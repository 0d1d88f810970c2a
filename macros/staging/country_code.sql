{#-
    A country as its ISO-2 code, from the code or the name a person typed.

    x: SQL expression of text; fallback: of the code taken when x is empty, unless given
    the column that settled rows carry. A name that is not in the list gives null, not the
    fallback: an address abroad must not become one at home.
-#}
{% macro country_code(x, fallback='source_country') -%}
    {%- set names = {
        'GB': ['uk', 'u.k.', 'gbr', 'great britain', 'united kingdom', 'england', 'scotland',
               'wales', 'northern ireland', 'royaume-uni', 'vereinigtes königreich'],
        'IE': ['irl', 'ireland', 'republic of ireland', 'eire', 'éire', 'irlande', 'irland'],
        'US': ['usa', 'u.s.', 'u.s.a.', 'united states', 'united states of america',
               'états-unis', 'vereinigte staaten'],
        'FR': ['fra', 'france', 'frankreich'],
        'DE': ['deu', 'ger', 'germany', 'deutschland', 'allemagne'],
        'ES': ['esp', 'spain', 'españa', 'espagne', 'spanien'],
        'IT': ['ita', 'italy', 'italia', 'italie', 'italien'],
        'NL': ['nld', 'netherlands', 'the netherlands', 'holland', 'nederland', 'pays-bas'],
        'BE': ['bel', 'belgium', 'belgique', 'belgië', 'belgien'],
        'AU': ['aus', 'australia'],
        'CA': ['can', 'canada'],
    } -%}
    {%- set text = clean_text(x) -%}
    case
        when {{ text }} is null then {{ fallback }}
        when length({{ text }}) = 2 and upper({{ text }}) <> 'UK' then upper({{ text }})
        {%- for code, spellings in names.items() %}
        when lower({{ text }}) in ('{{ spellings | join("', '") }}') then '{{ code }}'
        {%- endfor %}
    end
{%- endmacro %}

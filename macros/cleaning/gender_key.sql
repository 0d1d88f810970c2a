{#-
    A person's gender as comparisons see it.

    gender, title: SQL expressions of text → 'f', 'm' or null. A title speaks where no gender is
    given.
-#}
{% macro gender_key(gender, title) -%}
    case
        when lower(left({{ gender }}, 1)) in ('f', 'w') then 'f'
        when lower(left({{ gender }}, 1)) = 'm' then 'm'
        when {{ name_key(title) }} in ('mrs', 'miss', 'ms', 'lady', 'frau', 'madame', 'mme') then 'f'
        when {{ name_key(title) }} in ('mr', 'sir', 'lord', 'herr', 'monsieur') then 'm'
    end
{%- endmacro %}

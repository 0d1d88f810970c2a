{#-
    A text as patterns of seeds/opt_out_phrases.csv and seeds/message_templates.csv meet it: lower
    case, without apostrophes and punctuation, blanks folded. A word with a digit (a code, a link,
    an order's number) is a 0: so few different texts are left to be tried.

    x: SQL expression of text → text.
-#}
{% macro plain_message(x) -%}
    {{ regexp_replace_all(
        'trim(' ~ regexp_replace_all(
            regexp_replace_all('lower(' ~ x ~ ')', "'[\\x27’`]'", "''"), "'[^a-z0-9]+'", "' '"
        ) ~ ')',
        "'[a-z]*[0-9][a-z0-9]*'", "'0'"
    ) }}
{%- endmacro %}

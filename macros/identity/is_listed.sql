{#-
    Whether a word is one of a text's, which are told apart by a comma and a blank; null when either
    is.

    words, word: SQL expressions → boolean.
-#}
{% macro is_listed(words, word) -%}
    contains(', ' || {{ words }} || ', ', ', ' || {{ word }} || ', ')
{%- endmacro %}

{#-
    A company name as comparisons see it: lower case, accents off, legal forms off, 'and' for '&',
    letters and digits only; 'The Lee & Ford Co. Ltd.' and 'Lee and Ford' are both 'leeandford'.

    x: SQL expression of text → text, null when nothing is left.
-#}
{% macro company_key(x) -%}
    {%- set forms = [
        'ltd', 'limited', 'plc', 'llp', 'lp', 'inc', 'incorporated', 'corp', 'corporation', 'co',
        'company', 'llc', 'gmbh', 'mbh', 'ag', 'kg', 'ohg', 'ug', 'ek', 'sa', 'sas', 'sasu', 'sarl',
        'eurl', 'bv', 'nv', 'spa', 'srl', 'ab', 'oy', 'as', 'aps', 'dac', 'clg', 'the',
    ] -%}
    {#- Two forms in a row share the blank between them, so the pass is made twice. -#}
    {%- set pattern = "' (" ~ forms | join('|') ~ ") '" -%}
    {%- set words = regexp_replace_all(
        "' ' || replace(replace(lower(" ~ strip_accents(x) ~ "), '&', ' and '), '.', '') || ' '",
        "'[^a-z0-9]+'", "' '"
    ) -%}
    {%- set once = regexp_replace_all(words, pattern, "' '") -%}
    nullif(replace({{ regexp_replace_all(once, pattern, "' '") }}, ' ', ''), '')
{%- endmacro %}

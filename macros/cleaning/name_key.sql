{#-
    A name as comparisons see it: lower case, accents off, letters only; 'Søren O’Neill-Groß'
    becomes 'sorenoneillgross'.

    x: SQL expression of text → text, null when no letter is left.
-#}
{% macro name_key(x) -%}
    {%- set plain = namespace(x="translate(lower(" ~ strip_accents(x) ~ "), 'øłđðı', 'olddi')") -%}
    {%- for letter, spelling in {'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'þ': 'th'}.items() -%}
        {%- set plain.x = 'replace(' ~ plain.x ~ ", '" ~ letter ~ "', '" ~ spelling ~ "')" -%}
    {%- endfor -%}
    nullif({{ regexp_replace_all(plain.x, "'[^\\p{L}]+'", "''") }}, '')
{%- endmacro %}

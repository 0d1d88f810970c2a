{#-
    The characters that print as nothing or as a blank, as the inside of a pattern's [ ]: control
    characters, the blanks of Unicode, soft hyphens, zero-width and byte-order marks.
-#}
{% macro blank_class() -%}
    \x00-\x20\x7f\x{85}\x{a0}\x{ad}\x{1680}\x{2000}-\x{200f}\x{2028}-\x{202f}
    {{- '\\x{205f}\\x{2060}\\x{3000}\\x{feff}' }}
{%- endmacro %}

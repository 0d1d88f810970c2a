{#-
    A part of a full name, given name first and family name last.

    full_name: SQL expression of text; part: 'title', 'given', 'middle', 'family' or 'suffix' →
    text or null. Particles belong to the family name (Anna van der Berg), unless they come first
    (Van Morrison); a single word is a family name.
-#}
{% macro name_part(full_name, part) -%}
    {%- set titles = '(?:(?:mr|mrs|ms|mx|miss|dr|prof|rev|sir|dame|lady|lord)\\.? )+' -%}
    {%- set suffixes = ',? (?:' ~ name_suffixes() ~ ')\\.?' -%}
    {%- set family = '((?:(?:van|von|der|den|de|del|della|di|da|du|la|le|st|ter) )*[^ ]+)' -%}
    {%- set name = clean_name(full_name) -%}
    {%- set bare = regexp_replace_all(
        name, "'(?i)^" ~ titles ~ "|" ~ suffixes ~ "$'", "''"
    ) -%}
    {%- if part == 'title' -%}
        trim({{ regexp_group(name, "'(?i)^" ~ titles ~ "'") }})
    {%- elif part == 'suffix' -%}
        trim(replace({{ regexp_group(name, "'(?i)" ~ suffixes ~ "$'") }}, ',', ''))
    {%- elif part == 'given' -%}
        {{ regexp_group(bare, "'^([^ ]+) '", 1) }}
    {%- elif part == 'middle' -%}
        {{ regexp_group(bare, "'(?i)^[^ ]+ (.+?) " ~ family ~ "$'", 1) }}
    {%- else -%}
        coalesce(
            {{ regexp_group(bare, "'(?i)^[^ ]+ (?:.+? )??" ~ family ~ "$'", 1) }},
            {{ regexp_group(bare, "'^[^ ]+$'") }}
        )
    {%- endif -%}
{%- endmacro %}

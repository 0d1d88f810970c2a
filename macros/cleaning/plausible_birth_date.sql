{#-
    A birth date, or null where it is none: before any living person's (var earliest_birth_date),
    after the run, or what forms and tills write when nobody was asked.

    x: SQL expression of a date → date.
-#}
{% macro plausible_birth_date(x) -%}
    case
        when
            {{ x }} > cast('{{ var("earliest_birth_date") }}' as date)
            and {{ x }} != cast('1900-01-01' as date)
            and {{ x }} != cast('1970-01-01' as date)
            and {{ x }} <= cast({{ run_at() }} as date)
            then {{ x }}
    end
{%- endmacro %}

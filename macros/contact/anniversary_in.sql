{#-
    The day on which a date comes round in a year; 29 February comes on the 28th in other years.

    day: SQL expression of a date; year: of an integer → date.
-#}
{% macro anniversary_in(day, year) -%}
    make_date(
        cast({{ year }} as int),
        cast(extract(month from {{ day }}) as int),
        cast(
            case
                when
                    extract(month from {{ day }}) = 2
                    and extract(day from {{ day }}) = 29
                    and not ({{ year }} % 4 = 0 and ({{ year }} % 100 != 0 or {{ year }} % 400 = 0))
                    then 28
                else extract(day from {{ day }})
            end as int
        )
    )
{%- endmacro %}

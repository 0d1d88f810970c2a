{#-
    A Salesforce id as its 18 characters, whatever the dialect of the file wrote.

    x: SQL expression of text → text; null when it is no id, as in the footer lines of reports.
    15-character ids differ by case alone, so none may be compared before this. Each of the three
    letters added tells which of five characters are capitals, the first counting 1, the fifth 16.
-#}
{% macro salesforce_id(x) -%}
    {%- set id = 'trim(cast(' ~ x ~ ' as string))' -%}
    case
        when {{ regexp_matches(id, "'^[0-9A-Za-z]{18}$'") }} then {{ id }}
        when {{ regexp_matches(id, "'^[0-9A-Za-z]{15}$'") }} then {{ id }}
        {%- for chunk in range(3) -%}
            {%- set capitals = [] -%}
            {%- for place in range(5) -%}
                {%- do capitals.append(
                    "case when substr(" ~ id ~ ", " ~ (chunk * 5 + place + 1)
                    ~ ", 1) between 'A' and 'Z' then " ~ 2 ** place ~ " else 0 end"
                ) -%}
            {%- endfor %}
            || substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + {{ capitals | join(' + ') }}, 1)
        {%- endfor %}
    end
{%- endmacro %}

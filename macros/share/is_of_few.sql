{#-
    Whether a row's figures stay out of the share: they are of fewer people than var
    share_min_people, or what is withheld beside it is, so that it could be told from the sum of
    all. Rows of nobody are not withheld.

    Shape: number of people, columns of the rows that sum up, columns that tell these rows apart →
    boolean.
-#}
{% macro is_of_few(people, within, apart) -%}
    (
        {{ people }} > 0
        and (
            {{ people }} < {{ var('share_min_people') }}
            or coalesce(
                sum({{ people }}) over (
                    partition by {{ within | join(', ') }}
                    order by {{ people }}, {{ apart | join(', ') }}
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) between 1 and {{ var('share_min_people') - 1 }}
        )
    )
{%- endmacro %}

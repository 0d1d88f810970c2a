{#-
    A whole's share that falls on a row, in cents, so that the shares sum to the whole exactly: the
    rounded running share less the rounded running share of the row before.

    amount: SQL expression of the whole, equal on all rows of the group; weight: of the row's
    weight; partition, ordering: lists of columns, the ordering unique → decimal(18, 2), null when
    all weights are zero.
-#}
{% macro allocated(amount, weight, partition, ordering) -%}
    {%- set group = 'partition by ' ~ partition | join(', ') -%}
    {%- set running = group ~ ' order by ' ~ ordering | join(', ')
        ~ ' rows between unbounded preceding and current row' -%}
    {%- set rate = 'cast(' ~ amount ~ ' as double) / nullif(cast(sum(' ~ weight ~ ') over ('
        ~ group ~ ') as double), 0)' -%}
    cast(
        round({{ rate }} * cast(sum({{ weight }}) over ({{ running }}) as double), 2)
        - round({{ rate }} * cast(sum({{ weight }}) over ({{ running }}) - {{ weight }} as double), 2)
        as decimal(18, 2)
    )
{%- endmacro %}

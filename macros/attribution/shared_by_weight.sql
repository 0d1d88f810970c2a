{#-
    How much of a path's credit is given before each of its touches, and with it: part_before and
    part_with, from 0 to 1. A path without any weight is shared evenly; touches that get nothing
    are left out.

    weighed: name of a CTE with attribution_model, touch_number, touch_count and weight (a decimal,
    so that sums are the same in any order); path: its column that tells paths apart; kept: its
    other columns to give.
-#}
{% macro shared_by_weight(weighed, path, kept) -%}
    select
        attribution_model,
        {{ path }},
        {{ kept | join(',\n        ') }},
        case
            when path_weight > 0
                then
                    cast(weight_so_far - weight as {{ double_type() }})
                    / cast(path_weight as {{ double_type() }})
            else (touch_number - 1.0) / touch_count
        end as part_before,
        case
            when path_weight > 0
                then
                    cast(weight_so_far as {{ double_type() }})
                    / cast(path_weight as {{ double_type() }})
            else 1.0 * touch_number / touch_count
        end as part_with
    from (
        select
            *,
            sum(weight) over so_far as weight_so_far,
            sum(weight) over whole as path_weight
        from {{ weighed }}
        window
            so_far as (
                partition by attribution_model, {{ path }} order by touch_number
                rows between unbounded preceding and current row
            ),
            -- In the same order, so that it is sorted once.
            whole as (
                partition by attribution_model, {{ path }} order by touch_number
                rows between unbounded preceding and unbounded following
            )
    ) as summed
    where weight > 0 or path_weight = 0
{%- endmacro %}

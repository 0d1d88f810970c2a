{#-
    Differences of several campaigns pooled, with weights of Mantel and Haenszel, which hang on the
    sizes of the groups alone.

    compared: relation with campaign_key, test_count, base_count, difference, base_mean and
    standard_error; levels: relation with z, the quantile of the interval; by: columns to pool by.
    Result: these columns, campaign_count, test_count, base_count, base_mean, difference, margin
    (half the interval) and deviate (standard normal).
-#}
{% macro pooled_lift(compared, levels, by) -%}
    select
        {{ by | join(', ') }},
        campaign_count,
        test_count,
        base_count,
        base_means / weights as base_mean,
        differences / weights as difference,
        errors / weights * z as margin,
        abs(differences) / nullif(errors, 0) as deviate
    from (
        -- Summed as decimals: the order of rows changes nothing.
        select
            {{ by | join(', ') }},
            count(*) as campaign_count,
            sum(cast(test_count as bigint)) as test_count,
            sum(cast(base_count as bigint)) as base_count,
            cast(sum(cast(weight as decimal(24, 9))) as {{ double_type() }}) as weights,
            cast(sum(cast(weight * difference as decimal(24, 9))) as {{ double_type() }})
                as differences,
            cast(sum(cast(weight * base_mean as decimal(24, 9))) as {{ double_type() }})
                as base_means,
            sqrt(cast(
                sum(cast(
                    weight * weight * standard_error * standard_error as decimal(30, 9)
                )) as {{ double_type() }}
            )) as errors
        from (
            select
                *,
                test_count * base_count / (test_count + base_count) as weight
            from {{ compared }}
        ) as weighted
        group by {{ by | join(', ') }}
    ) as summed
    cross join {{ levels }}
{%- endmacro %}

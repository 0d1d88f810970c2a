-- One row per campaign, measure and two groups of people that are compared: all contacted against
-- the held out, each cell against them, and each two cells.
-- Shares: Newcombe's interval and the pooled test. Means per head: Welch's interval and test.
with cells as (

    select * from {{ ref('lift_cells__summed') }}

),

levels as (

    select
        {{ normal_quantile('(1 + ' ~ var('lift_confidence_level') ~ ') / 2e0') }} as z,
        {{ normal_quantile('cast(' ~ var('lift_power') ~ ' as ' ~ double_type() ~ ')') }}
            as power_z

),

paired as (

    select
        tests.campaign_key,
        tests.measure,
        case
            when bases.cell_code is not null then 'cell_to_cell'
            when tests.cell_code is not null then 'cell_to_control'
            else 'contacted_to_control'
        end as comparison,
        tests.cell_code as test_cell_code,
        bases.cell_code as base_cell_code,
        tests.measure in ('response', 'conversion') as is_share,
        tests.people_count as test_count,
        bases.people_count as base_count,
        tests.total as test_total,
        bases.total as base_total,
        tests.mean as test_mean,
        bases.mean as base_mean,
        tests.variance / tests.people_count as test_error,
        bases.variance / bases.people_count as base_error
    from cells as tests
    inner join cells as bases
        on tests.campaign_key = bases.campaign_key and tests.measure = bases.measure
    where
        not tests.is_control
        and (
            bases.is_control and bases.cell_code is null
            or not bases.is_control and bases.cell_code < tests.cell_code
        )

),

-- The parts that both kinds of interval are made of.
prepared as (

    select
        paired.*,
        levels.z,
        levels.power_z,
        paired.test_mean - paired.base_mean as difference,
        (paired.test_total + paired.base_total) / (paired.test_count + paired.base_count)
            as pooled_mean,
        case
            when paired.is_share
                then
                    paired.test_mean * (1 - paired.test_mean) / paired.test_count
                    + paired.base_mean * (1 - paired.base_mean) / paired.base_count
            else paired.test_error + paired.base_error
        end as squared_error,
        case
            when not paired.is_share
                then
                    (paired.test_error + paired.base_error)
                    * (paired.test_error + paired.base_error)
                    / nullif(
                        paired.test_error * paired.test_error / (paired.test_count - 1)
                        + paired.base_error * paired.base_error / (paired.base_count - 1),
                        0
                    )
        end as degrees_of_freedom
    from paired
    cross join levels

),

bounded as (

    select
        *,
        sqrt(squared_error) as standard_error,
        abs(difference) / nullif(case
            when is_share
                then sqrt(pooled_mean * (1 - pooled_mean) * (1 / test_count + 1 / base_count))
            else sqrt(squared_error)
        end, 0) as statistic,
        {{ student_quantile('z', 'degrees_of_freedom') }} as t,
        case when is_share then {{ wilson_bound('test_mean', 'test_count', 'z', '-') }} end
            as test_low,
        case when is_share then {{ wilson_bound('test_mean', 'test_count', 'z', '+') }} end
            as test_high,
        case when is_share then {{ wilson_bound('base_mean', 'base_count', 'z', '-') }} end
            as base_low,
        case when is_share then {{ wilson_bound('base_mean', 'base_count', 'z', '+') }} end
            as base_high
    from prepared

),

deviating as (

    select
        *,
        case
            when is_share then statistic
            else {{ student_deviate('statistic', 'degrees_of_freedom') }}
        end as deviate
    from bounded

),

compared as (

    select
        {{ weft_key(['campaign_key', 'measure', 'test_cell_code', 'base_cell_code']) }} as lift_key,
        campaign_key,
        measure,
        comparison,
        test_cell_code,
        base_cell_code,
        is_share,
        test_count,
        base_count,
        test_total,
        base_total,
        test_mean,
        base_mean,
        difference,
        difference / nullif(base_mean, 0) as relative_difference,
        standard_error,
        case
            when is_share
                then difference - sqrt(
                    (test_mean - test_low) * (test_mean - test_low)
                    + (base_high - base_mean) * (base_high - base_mean)
                )
            else difference - t * standard_error
        end as interval_low,
        case
            when is_share
                then difference + sqrt(
                    (test_high - test_mean) * (test_high - test_mean)
                    + (base_mean - base_low) * (base_mean - base_low)
                )
            else difference + t * standard_error
        end as interval_high,
        2 * {{ normal_tail('deviate') }} as p_value,
        -- What a test of this size finds as often as the power asks, were the groups alike.
        (z + power_z) * nullif(case
            when is_share
                then sqrt(base_mean * (1 - base_mean) * (1 / test_count + 1 / base_count))
            else standard_error
        end, 0) as detectable_difference
    from deviating

)

select * from compared

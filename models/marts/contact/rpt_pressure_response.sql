-- One row per channel, segment and band of messages in a week: what it earns, and who leaves.
with weeks as (

    select * from {{ ref('contact_weeks__counted') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}
    where not is_test

),

bands as (

    select * from {{ ref('pressure_bands') }}

),

banded as (

    select
        weeks.channel,
        bands.pressure_band,
        bands.from_messages,
        customers.customer_kind,
        case
            when customers.revenue_fifth = 1 then 'top fifth'
            when customers.revenue_fifth is not null then 'other buyers'
            else 'never bought'
        end as worth,
        weeks.message_count,
        weeks.answered_count,
        weeks.acted_count,
        weeks.has_opted_out
    from weeks
    inner join customers on weeks.customer_key = customers.customer_key
    inner join bands
        on
            weeks.message_count >= bands.from_messages
            and (bands.to_messages is null or weeks.message_count <= bands.to_messages)

),

segmented as (

    select
        'all' as segment_kind, 'all' as segment, channel, pressure_band, from_messages,
        message_count, answered_count, acted_count, has_opted_out
    from banded
    union all
    select
        'customer_kind' as segment_kind, customer_kind as segment, channel, pressure_band,
        from_messages, message_count, answered_count, acted_count, has_opted_out
    from banded
    union all
    select
        'worth' as segment_kind, worth as segment, channel, pressure_band, from_messages,
        message_count, answered_count, acted_count, has_opted_out
    from banded

),

summed as (

    select
        channel,
        segment_kind,
        segment,
        pressure_band,
        from_messages,
        count(*) as week_count,
        cast(sum(message_count) as bigint) as message_count,
        cast(sum(answered_count) as bigint) as answered_count,
        cast(sum(acted_count) as bigint) as acted_count,
        cast(sum(has_opted_out) as bigint) as opt_out_count,
        cast(sum(answered_count) as {{ double_type() }}) / count(*) as answers_per_week,
        cast(sum(answered_count * answered_count) as {{ double_type() }}) / count(*)
            as squares_per_week
    from segmented
    group by channel, segment_kind, segment, pressure_band, from_messages

),

varied as (

    select
        *,
        greatest(squares_per_week - answers_per_week * answers_per_week, 0) / week_count
            as error_square
    from summed

),

neighboured as (

    select
        *,
        answers_per_week - lag(answers_per_week) over by_band as gain,
        sqrt(error_square + lag(error_square) over by_band) as gain_error
    from varied
    window by_band as (partition by channel, segment_kind, segment order by from_messages)

),

placed as (

    select
        *,
        gain / nullif(gain_error, 0) as deviate
    from neighboured

),

tested as (

    select
        *,
        2 * {{ normal_tail('abs(deviate)') }} as gain_p_value
    from placed

),

reported as (

    select
        {{ weft_key(['channel', 'segment_kind', 'segment', 'pressure_band']) }}
            as response_band_key,
        channel,
        segment_kind,
        segment,
        pressure_band,
        from_messages,
        week_count,
        message_count,
        answered_count,
        acted_count,
        opt_out_count,
        cast(answered_count as {{ double_type() }}) / message_count as answer_ratio,
        cast(acted_count as {{ double_type() }}) / message_count as act_ratio,
        cast(opt_out_count as {{ double_type() }}) / week_count as opt_out_ratio,
        answers_per_week,
        gain,
        gain_p_value,
        coalesce(
            gain < 0
            and gain_p_value < 1 - {{ var('lift_confidence_level') }}
            and week_count >= {{ var('pressure_min_weeks') }}, false
        ) as earns_less
    from tested

),

rounded as (

    select
        response_band_key,
        channel,
        segment_kind,
        segment,
        pressure_band,
        from_messages,
        week_count,
        message_count,
        answered_count,
        acted_count,
        opt_out_count,
        cast(answer_ratio as decimal(9, 6)) as answer_ratio,
        cast(act_ratio as decimal(9, 6)) as act_ratio,
        cast(opt_out_ratio as decimal(9, 6)) as opt_out_ratio,
        cast(answers_per_week as decimal(18, 6)) as answers_per_week,
        cast(gain as decimal(18, 6)) as gain,
        cast(gain_p_value as decimal(12, 10)) as gain_p_value,
        earns_less
    from reported

)

select * from rounded

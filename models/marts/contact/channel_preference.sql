-- One row per customer whom we wrote to: the channel, weekday and hour to reach her by, and why.
with answers as (

    select * from {{ ref('channel_answers__shrunk') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

role_limits as (

    select * from {{ ref('role_limits') }}

),

-- A channel is refused when none of the brands that asked may use it.
refusals as (

    select
        customer_key,
        channel
    from {{ ref('customer_permissions') }}
    where purpose = 'marketing' and permission_state != 'not_recorded'
    group by customer_key, channel
    having max(permission_state) = 'refused' and min(permission_state) = 'refused'

),

hours as (

    select * from {{ ref('contact_hours__preferred') }}

),

limited as (

    select
        answers.customer_key,
        answers.segment,
        answers.channel,
        answers.message_count,
        answers.acted_count,
        answers.answer_ratio,
        answers.answer_index,
        answers.log_variance,
        case
            when refusals.customer_key is not null then 'refused'
            when role_limits.channel is not null then 'role'
        end as closed_by
    from answers
    left join refusals
        on answers.customer_key = refusals.customer_key and answers.channel = refusals.channel
    left join role_limits
        on answers.segment = role_limits.seniority and answers.channel = role_limits.channel

),

-- A channel that was never tried comes after those that were.
ranked as (

    select
        *,
        row_number() over (
            partition by customer_key
            order by
                case when closed_by is null then 0 else 1 end,
                case when message_count > 0 then 0 else 1 end,
                answer_index desc, answer_ratio desc, channel
        ) as preference_rank
    from limited

),

gathered as (

    select
        customer_key,
        segment,
        max(case when preference_rank = 1 and closed_by is null then channel end) as best_channel,
        max(case when preference_rank = 2 and closed_by is null then channel end)
            as second_channel,
        max(case when preference_rank = 1 then answer_ratio end) as answer_ratio,
        max(case when preference_rank = 1 then answer_index end) as answer_index,
        max(case when preference_rank = 2 then answer_index end) as second_index,
        sqrt(sum(case when preference_rank <= 2 then log_variance end)) as deviation,
        cast(sum(acted_count) as bigint) as answer_count,
        cast(sum(message_count) as bigint) as message_count,
        max(case when preference_rank = 1 then acted_count end) as best_answer_count,
        string_agg(
            case when closed_by = 'refused' then channel end, ', ' order by channel
        ) as refused_channels,
        string_agg(
            case when closed_by = 'role' then channel end, ', ' order by channel
        ) as role_channels
    from ranked
    group by customer_key, segment

),

compared as (

    select
        *,
        cast(ln(answer_index) - ln(second_index) as {{ double_type() }})
        / nullif(deviation, 0) as deviate
    from gathered

),

judged as (

    select
        *,
        case
            when best_channel is null then cast(null as {{ double_type() }})
            when second_channel is null then 1e0
            else 1 - {{ normal_tail('deviate') }}
        end as confidence
    from compared

),

reasoned as (

    select
        judged.customer_key,
        judged.best_channel,
        judged.second_channel,
        case
            when hours.touch_count >= {{ var('preference_min_touches') }} then hours.best_weekday
        end as best_weekday,
        case
            when hours.touch_count >= {{ var('preference_min_touches') }} then hours.best_hour
        end as best_hour,
        cast(judged.confidence as decimal(5, 4)) as confidence,
        case
            when judged.best_channel is null then 'all_closed'
            when judged.second_channel is null then 'only_one_open'
            when
                judged.best_answer_count >= {{ var('preference_min_answers') }}
                and judged.confidence >= {{ var('preference_confidence') }}
                then 'behaviour'
            else 'segment'
        end as reason,
        judged.segment,
        judged.answer_ratio,
        cast(judged.answer_index as decimal(18, 4)) as answer_index,
        judged.answer_count,
        judged.message_count,
        judged.refused_channels,
        judged.role_channels
    from judged
    inner join customers on judged.customer_key = customers.customer_key
    left join hours on judged.customer_key = hours.customer_key

)

select * from reasoned

-- One row per customer with the hour and the weekday at which she reads and visits more than others
-- do; both by her brand's clock.
with touches as (

    select * from {{ ref('touchpoints__stacked') }}
    where
        direction = 'inbound'
        and not is_machine
        and customer_key is not null
        and touch_kind in ('opened', 'clicked', 'visited')
        and touched_at <= {{ run_at() }}

),

counted as (

    select
        customer_key,
        'hour' as part,
        cast(extract(hour from touched_local_at) as int) as slot,
        count(*) as touch_count
    from touches
    group by customer_key, cast(extract(hour from touched_local_at) as int)
    union all
    select
        customer_key,
        'weekday' as part,
        {{ iso_weekday('touched_local_at') }} as slot,
        count(*) as touch_count
    from touches
    group by customer_key, {{ iso_weekday('touched_local_at') }}

),

usual as (

    select
        part,
        slot,
        cast(sum(touch_count) as {{ double_type() }}) / sum(sum(touch_count)) over (
            partition by part
        ) as usual_share
    from counted
    group by part, slot

),

-- What is above the share that everybody's touches have there.
excess as (

    select
        counted.customer_key,
        counted.part,
        counted.slot,
        counted.touch_count,
        sum(counted.touch_count) over (
            partition by counted.customer_key, counted.part
        ) as all_count,
        usual.usual_share
    from counted
    inner join usual on counted.part = usual.part and counted.slot = usual.slot

),

best as (

    select
        customer_key,
        part,
        slot,
        all_count
    from excess
    qualify row_number() over (
        partition by customer_key, part
        order by touch_count - all_count * usual_share desc, slot
    ) = 1

),

paired as (

    select
        customer_key,
        max(case when part = 'hour' then slot end) as best_hour,
        max(case when part = 'weekday' then slot end) as best_weekday,
        max(all_count) as touch_count
    from best
    group by customer_key

)

select * from paired

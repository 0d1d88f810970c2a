-- One row per active campaign brief and step, from all customers to those who get it.
with eligibility as (

    select * from {{ ref('contact_eligibility') }}

),

reasons as (

    select * from {{ ref('eligibility_reasons') }}

),

bases as (

    select
        eligibility.brief_code,
        briefs.brief_name,
        count(*) as base_count
    from eligibility
    inner join {{ ref('campaign_briefs') }} as briefs on eligibility.brief_code = briefs.brief_code
    group by eligibility.brief_code, briefs.brief_name

),

counted as (

    select
        brief_code,
        reason_order,
        count(*) as customer_count
    from eligibility
    group by brief_code, reason_order

),

steps as (

    select
        bases.brief_code,
        bases.brief_name,
        bases.base_count,
        reasons.reason_order,
        reasons.reason,
        reasons.reason_name
    from bases
    cross join reasons
    union all
    select
        brief_code,
        brief_name,
        base_count,
        cast(1000000 as int) as reason_order,
        'eligible' as reason,
        'Gets the campaign' as reason_name
    from bases

),

filled as (

    select
        {{ weft_key(['steps.brief_code', 'steps.reason']) }} as eligibility_step_key,
        steps.brief_code,
        steps.brief_name,
        steps.reason_order as step_order,
        steps.reason,
        steps.reason_name,
        steps.base_count,
        coalesce(counted.customer_count, 0) as customer_count,
        cast(
            steps.base_count - sum(coalesce(counted.customer_count, 0)) over (
                partition by steps.brief_code order by steps.reason_order
            ) as bigint
        ) as remaining_count
    from steps
    left join counted
        on
            steps.brief_code = counted.brief_code
            and (
                steps.reason_order = counted.reason_order
                or (steps.reason = 'eligible' and counted.reason_order is null)
            )

)

select * from filled

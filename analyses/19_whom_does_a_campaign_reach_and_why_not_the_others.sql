-- Whom does each planned campaign reach, and what keeps the others from it?
with waterfall as (

    select * from {{ ref('rpt_eligibility_waterfall') }}

),

briefs as (

    select * from {{ ref('campaign_briefs') }}

),

told as (

    select
        briefs.brief_name,
        waterfall.step_order,
        waterfall.reason_name,
        waterfall.customer_count,
        waterfall.remaining_count,
        cast(100.0 * waterfall.customer_count / waterfall.base_count as decimal(5, 1)) as percent
    from waterfall
    inner join briefs on waterfall.brief_code = briefs.brief_code
    where waterfall.customer_count > 0

)

select * from told
order by brief_name, step_order

-- How long do we go on sending after an opt-out, and where does it get stuck?
with latency as (

    select * from {{ ref('rpt_consent_latency') }}

),

stuck as (

    select
        act_source_system,
        channel,
        sending_system,
        opt_out_count,
        breached_opt_out_count,
        breach_count,
        over_house_limit_count,
        over_legal_limit_count,
        median_hours_after
    from latency
    where breach_count > 0

)

select * from stuck
order by over_legal_limit_count desc, breach_count desc, act_source_system, channel

-- One row per system that takes opt-outs, permission channel and system that sent after them (none
-- where nothing was sent).
with acts as (

    select
        consent_key,
        source_system,
        channel
    from {{ ref('consent_acts__scoped') }}
    where action = 'opt_out' and is_own
    group by consent_key, source_system, channel

),

breaches as (

    select * from {{ ref('fct_permission_breaches') }}

),

taken as (

    select
        source_system as act_source_system,
        channel,
        count(*) as opt_out_count
    from acts
    group by source_system, channel

),

sent as (

    select
        act_source_system,
        permission_channel as channel,
        source_system as sending_system,
        count(*) as breach_count,
        count(distinct consent_key) as breached_opt_out_count,
        count(distinct customer_key) as customer_count,
        sum(case when breach_kind = 'never_allowed' then 1 else 0 end) as never_allowed_count,
        sum(case when is_over_house_limit then 1 else 0 end) as over_house_limit_count,
        sum(case when is_over_legal_limit then 1 else 0 end) as over_legal_limit_count,
        median(case when breach_kind = 'withdrawn' then hours_after end) as median_hours_after,
        max(case when breach_kind = 'withdrawn' then hours_after end) as max_hours_after
    from breaches
    group by act_source_system, permission_channel, source_system

),

reported as (

    select
        {{ weft_key(['taken.act_source_system', 'taken.channel', 'sent.sending_system']) }}
            as consent_latency_key,
        taken.act_source_system,
        taken.channel,
        sent.sending_system,
        taken.opt_out_count,
        coalesce(sent.breached_opt_out_count, 0) as breached_opt_out_count,
        coalesce(sent.breach_count, 0) as breach_count,
        coalesce(sent.customer_count, 0) as customer_count,
        cast(coalesce(sent.never_allowed_count, 0) as bigint) as never_allowed_count,
        cast(coalesce(sent.over_house_limit_count, 0) as bigint) as over_house_limit_count,
        cast(coalesce(sent.over_legal_limit_count, 0) as bigint) as over_legal_limit_count,
        cast(sent.median_hours_after as decimal(18, 2)) as median_hours_after,
        sent.max_hours_after
    from taken
    left join sent
        on
            taken.act_source_system = sent.act_source_system
            and taken.channel = sent.channel

)

select * from reported

-- One row per customer, brand, channel, purpose and time in which nothing about her permission
-- changed. The permission of any moment, now or past, is read from here.
with spans as (

    select
        customer_key,
        brand_key,
        channel,
        purpose,
        rule_kind,
        is_refusal,
        reason,
        evidence_key,
        valid_from,
        valid_to,
        -- The first decides: lowest precedence, refusals before permissions, then the latest.
        row_number() over (
            partition by customer_key, brand_key, channel, purpose
            order by precedence, is_refusal desc, valid_from desc, span_key desc
        ) as decision_rank
    from {{ ref('permission_spans') }}

),

moments as (

    select customer_key, brand_key, channel, purpose, valid_from as changed_at from spans
    union
    select customer_key, brand_key, channel, purpose, valid_to as changed_at from spans
    where valid_to < cast('9999-12-31' as timestamp)

),

periods as (

    select
        customer_key,
        brand_key,
        channel,
        purpose,
        changed_at as valid_from,
        lead(changed_at, 1, cast('9999-12-31' as timestamp)) over (
            partition by customer_key, brand_key, channel, purpose order by changed_at
        ) as valid_to
    from moments

),

-- Numbers of spans, not their texts, are compared: those of millions of periods fit into memory.
ranked as (

    select
        periods.customer_key,
        periods.brand_key,
        periods.channel,
        periods.purpose,
        periods.valid_from,
        periods.valid_to,
        min(spans.decision_rank) as decision_rank,
        min(case when spans.rule_kind = 'act' then spans.decision_rank end) as act_rank
    from periods
    left join spans
        on
            periods.customer_key = spans.customer_key
            and periods.brand_key = spans.brand_key
            and periods.channel = spans.channel
            and periods.purpose = spans.purpose
            and periods.valid_from >= spans.valid_from
            and periods.valid_from < spans.valid_to
    group by
        periods.customer_key, periods.brand_key, periods.channel, periods.purpose,
        periods.valid_from, periods.valid_to

),

decided as (

    select
        ranked.customer_key,
        ranked.brand_key,
        ranked.channel,
        ranked.purpose,
        ranked.valid_from,
        ranked.valid_to,
        spans.is_refusal as is_refused,
        spans.reason,
        spans.evidence_key,
        acts.is_refusal as is_refused_by_act,
        acts.evidence_key as consent_key
    from ranked
    left join spans
        on
            ranked.customer_key = spans.customer_key
            and ranked.brand_key = spans.brand_key
            and ranked.channel = spans.channel
            and ranked.purpose = spans.purpose
            and ranked.decision_rank = spans.decision_rank
    left join spans as acts
        on
            ranked.customer_key = acts.customer_key
            and ranked.brand_key = acts.brand_key
            and ranked.channel = acts.channel
            and ranked.purpose = acts.purpose
            and ranked.act_rank = acts.decision_rank

),

worded as (

    select
        {{ weft_key(['customer_key', 'brand_key', 'channel', 'purpose', 'valid_from']) }}
            as permission_period_key,
        customer_key,
        brand_key,
        channel,
        purpose,
        valid_from,
        valid_to,
        {{ permission_state('is_refused') }} as permission_state,
        coalesce(reason, 'not_recorded') as reason,
        evidence_key,
        {{ permission_state('is_refused_by_act') }} as consent_state,
        consent_key
    from decided

)

select * from worded

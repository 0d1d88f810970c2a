-- One row per customer, brand, channel, purpose and time in which nothing about her permission
-- changed. The permission of any moment, now or past, is read from here.
with spans as (

    select
        *,
        -- The greatest decides: lowest precedence, refusals first, then the latest.
        concat_ws(
            '|', lpad(cast(1000000 - precedence as string), 7, '0'),
            case when is_refusal then '1' else '0' end, cast(valid_from as string), span_key
        ) as strength
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

decided as (

    select
        periods.customer_key,
        periods.brand_key,
        periods.channel,
        periods.purpose,
        periods.valid_from,
        periods.valid_to,
        max_by(spans.is_refusal, spans.strength) as is_refused,
        max_by(spans.reason, spans.strength) as reason,
        max_by(spans.evidence_key, spans.strength) as evidence_key,
        max_by(spans.is_refusal, spans.strength) filter (where spans.rule_kind = 'act')
            as is_refused_by_act,
        max_by(spans.evidence_key, spans.strength) filter (where spans.rule_kind = 'act')
            as consent_key
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

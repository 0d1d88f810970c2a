-- One row per customer, scheme, brand, topic and stretch of days in one segment.
{%- set today = 'cast(' ~ run_at() ~ ' as date)' %}
{%- set no_scores = 'cast(null as int) as recency_score, cast(null as int) as frequency_score, '
    ~ 'cast(null as int) as monetary_score' %}
{%- set no_topic = 'cast(null as string) as topic' %}
{%- set no_end = 'cast(null as string) as ended_by' %}
with stacked as (

    select
        'life_cycle' as scheme, customer_key, brand_key, {{ no_topic }}, segment, valid_from,
        valid_to, {{ no_end }}, {{ no_scores }}
    from {{ ref('life_cycle__spanned') }}
    union all
    select
        'rfm' as scheme, customer_key, brand_key, {{ no_topic }}, segment, valid_from, valid_to,
        {{ no_end }}, recency_score, frequency_score, monetary_score
    from {{ ref('rfm__spanned') }}
    union all
    select
        'behaviour' as scheme, customer_key, brand_key, {{ no_topic }}, segment, valid_from,
        valid_to, {{ no_end }}, {{ no_scores }}
    from {{ ref('behaviour__spanned') }}
    union all
    select
        'in_market' as scheme, customer_key, brand_key, topic, segment, valid_from, valid_to,
        ended_by, {{ no_scores }}
    from {{ ref('in_market__spanned') }}

),

-- Stretches that follow each other with nothing changed are one.
marked as (

    select
        *,
        case
            when
                lag(valid_to) over stretch_order = valid_from
                and lag(segment) over stretch_order = segment
                and coalesce(lag(recency_score) over stretch_order = recency_score, true)
                and coalesce(lag(frequency_score) over stretch_order = frequency_score, true)
                and coalesce(lag(monetary_score) over stretch_order = monetary_score, true)
                then 0
            else 1
        end as is_change
    from stacked
    where valid_from <= {{ today }}
    window stretch_order as (
        partition by customer_key, scheme, brand_key, topic order by valid_from
    )

),

numbered as (

    select
        *,
        sum(is_change) over (
            partition by customer_key, scheme, brand_key, topic
            order by valid_from rows unbounded preceding
        ) as stretch_number
    from marked

),

joined as (

    select
        customer_key,
        scheme,
        brand_key,
        topic,
        segment,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        max(ended_by) as ended_by,
        max(recency_score) as recency_score,
        max(frequency_score) as frequency_score,
        max(monetary_score) as monetary_score
    from numbered
    group by customer_key, scheme, brand_key, topic, segment, stretch_number

),

dated as (

    select
        {{ weft_key(['customer_key', 'scheme', 'brand_key', 'topic', 'valid_from']) }}
            as customer_segment_key,
        customer_key,
        scheme,
        brand_key,
        topic,
        segment,
        recency_score,
        frequency_score,
        monetary_score,
        valid_from,
        case when valid_to <= {{ today }} then valid_to end as valid_to,
        case when valid_to <= {{ today }} then ended_by end as ended_by,
        case
            when valid_to > {{ today }} and valid_to < cast('9999-12-31' as date) then valid_to
        end as expected_end_on
    from joined

)

select * from dated

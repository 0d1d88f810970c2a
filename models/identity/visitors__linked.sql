-- One row per visitor and stretch of time in which it is one customer.
-- A cookie that identifies as one customer only is hers from its first day, also before she said
-- who she is, and for good. On a shared device each has the time from her first evidence in a row
-- to her last; what lies between two people is nobody's, and so is what lies outside when the
-- device goes to and fro. Where only address and browser tell visitors apart, evidence reaches some
-- days: the address is soon somebody else's (var visitor_reach_days).
{% set first_day = "cast('1970-01-01 00:00:00' as timestamp)" %}
{% set last_day = "cast('9999-12-31 00:00:00' as timestamp)" %}
{% set visit_seconds = '60 * ' ~ var('visit_minutes') %}
with identifications as (

    select
        identification_key,
        source_system,
        visitor_key,
        identified_at,
        evidence,
        confidence,
        user_customer_key as customer_key
    from {{ ref('visitor_identifications__resolved') }}

),

-- Two pieces of evidence in one second: what the person typed beats what a link carried.
weighed as (

    select
        *,
        row_number() over (
            partition by visitor_key, identified_at
            order by confidence desc, evidence, identification_key
        ) as evidence_rank
    from identifications

),

sequenced as (

    select
        *,
        lag(customer_key) over (
            partition by visitor_key order by identified_at
        ) as previous_customer_key
    from weighed
    where evidence_rank = 1

),

numbered as (

    select
        *,
        sum(case when customer_key = previous_customer_key then 0 else 1 end) over (
            partition by visitor_key
            order by identified_at
            rows between unbounded preceding and current row
        ) as stretch_number
    from sequenced

),

stretches as (

    select
        visitor_key,
        stretch_number,
        min(source_system) as source_system,
        min(customer_key) as customer_key,
        min(identified_at) as identified_at,
        max(identified_at) as last_identified_at,
        count(*) as evidence_count,
        max(confidence) as confidence,
        max_by(
            evidence, cast(confidence as string) || evidence
        ) as evidence
    from numbered
    group by visitor_key, stretch_number

),

sided as (

    select
        *,
        count(*) over (partition by visitor_key) as stretch_count,
        lag(last_identified_at) over (
            partition by visitor_key order by stretch_number
        ) as others_last_at
    from stretches

),

reaching as (

    select
        *,
        case source_system
            {%- for source_system, days in var('visitor_reach_days').items() %}
            when '{{ source_system }}' then {{ days }} * 86400
            {%- endfor %}
        end as reach_seconds
    from sided

),

begun as (

    select
        *,
        case
            when stretch_number = 1 and stretch_count <= 2
                then coalesce({{ add_seconds('identified_at', '-reach_seconds') }}, {{ first_day }})
            else greatest(
                {{ add_seconds('identified_at', '-' ~ visit_seconds) }},
                coalesce({{ add_seconds('others_last_at', '1') }}, {{ first_day }})
            )
        end as valid_from
    from reaching

),

-- Whose time comes next takes the minutes before she said who she is.
followed as (

    select
        *,
        lead(valid_from) over (
            partition by visitor_key order by stretch_number
        ) as others_from
    from begun

),

linked as (

    select
        {{ weft_key(['visitor_key', 'identified_at']) }} as visitor_link_key,
        visitor_key,
        customer_key,
        evidence,
        confidence,
        evidence_count,
        identified_at,
        valid_from,
        case
            when stretch_number = stretch_count and stretch_count <= 2
                then coalesce(
                    {{ add_seconds('last_identified_at', 'reach_seconds') }}, {{ last_day }}
                )
            else least(
                {{ add_seconds('last_identified_at', visit_seconds) }},
                coalesce(others_from, {{ last_day }})
            )
        end as valid_to
    from followed

)

select * from linked

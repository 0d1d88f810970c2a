-- One row per week, brand and topic: how often it was searched for, complained and called about.
with mentions as (

    select * from {{ ref('fct_topic_mentions') }}

),

counted as (

    select
        cast(date_trunc('week', said_at) as date) as week_starts_on,
        brand_key,
        topic,
        count(*) filter (where said_in = 'search') as search_count,
        count(*) filter (where said_in = 'complaint') as complaint_count,
        count(*) filter (where said_in = 'case') as other_case_count,
        count(*) filter (where said_in = 'call') as call_count,
        count(distinct customer_key) as customer_count,
        count(distinct case when customer_key is null then visitor_key end)
            as unknown_visitor_count
    from mentions
    group by cast(date_trunc('week', said_at) as date), brand_key, topic

),

keyed as (

    select
        {{ weft_key(['week_starts_on', 'brand_key', 'topic']) }} as topic_week_key,
        week_starts_on,
        brand_key,
        topic,
        search_count,
        complaint_count,
        other_case_count,
        call_count,
        customer_count,
        unknown_visitor_count
    from counted

)

select * from keyed

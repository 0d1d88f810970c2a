-- One row per customer, scheme, brand and topic: the segment she is in now.
with history as (

    select * from {{ ref('customer_segment_history') }}
    where valid_to is null

),

current_segments as (

    select
        customer_segment_key,
        customer_key,
        scheme,
        brand_key,
        topic,
        segment,
        recency_score,
        frequency_score,
        monetary_score,
        valid_from as in_segment_since,
        cast({{ date_diff_days('valid_from', run_at()) }} as int) as days_in_segment,
        expected_end_on as next_change_on
    from history

)

select * from current_segments

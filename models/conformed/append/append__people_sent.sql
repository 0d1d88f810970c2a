-- One row per person sent to a supplier and date of the match, found or not.
with appended as (

    select * from {{ ref('stg_append__attributes') }}

),

sent as (

    select
        concat_ws(':', list_code, sent_id) as source_id,
        as_of,
        match_level is not null and downgrade_reason is null as is_matched
    from appended

)

select * from sent

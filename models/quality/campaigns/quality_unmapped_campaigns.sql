-- One row per campaign that no code of ours stands for, with what hangs on it and what it may be.
with unmapped as (

    select * from {{ ref('campaigns__unmapped') }}

),

suggestions as (

    select * from {{ ref('quality_campaign_suggestions') }}
    where suggestion_rank = 1

),

spend as (

    select sum(reporting_cost_amount) as all_spend_amount
    from {{ ref('spend__stacked') }}

),

listed as (

    select
        unmapped.unmapped_campaign_key,
        unmapped.source_systems,
        unmapped.campaign_name,
        unmapped.brand_key,
        unmapped.reason,
        unmapped.spend_amount,
        cast(unmapped.spend_amount / nullif(spend.all_spend_amount, 0) as decimal(9, 6))
            as spend_share,
        unmapped.session_count,
        unmapped.send_count,
        unmapped.attendance_count,
        unmapped.first_seen_on,
        unmapped.last_seen_on,
        suggestions.suggested_campaign_code,
        suggestions.similarity_score
    from unmapped
    cross join spend
    left join suggestions
        on unmapped.unmapped_campaign_key = suggestions.unmapped_campaign_key

)

select * from listed

-- One row per pair of profiles that may mean one person, with its weight in bits and what follows:
-- `link` joins, `review` waits for a steward, and a `conflict` would join by its weight but must
-- not (macros weighed_profiles, match_conflict).
with weighed as (

    select * from {{ ref('profile_pairs__weighed') }}

),

decided as (

    select
        {{ weighed_columns() | join(',\n        ') }},
        case
            when conflict is not null then 'conflict'
            when {{ links_by_weight('weighed') }} then 'link'
            else 'review'
        end as decision
    from weighed
    where match_weight >= {{ var('match_review_weight') }}

)

select * from decided

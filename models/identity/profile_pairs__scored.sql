-- One row per pair of profiles that may mean one person, with its weight in bits and what follows:
-- `link` joins, `review` waits for a steward, and a `conflict` would join by its weight but must
-- not (macros weighed_profiles, match_conflict).
with weighed as (

    select * from {{ ref('profile_pairs__weighed') }}

),

profiles as (

    select
        profile_key,
        profile_number
    from {{ ref('profiles__distinct') }}

),

decided as (

    select
        least(this_one.profile_key, that_one.profile_key) as profile_key_l,
        greatest(this_one.profile_key, that_one.profile_key) as profile_key_r,
        weighed.{{ weighed_columns()[2:] | join(',\n        weighed.') }},
        case
            when weighed.conflict is not null then 'conflict'
            when {{ links_by_weight('weighed') }} then 'link'
            else 'review'
        end as decision
    from weighed
    inner join profiles as this_one on weighed.profile_number_l = this_one.profile_number
    inner join profiles as that_one on weighed.profile_number_r = that_one.profile_number
    where weighed.match_weight >= {{ var('match_review_weight') }}

)

select * from decided

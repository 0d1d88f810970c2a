-- One row per pair of profiles that may mean one person, with its weight in bits and what follows:
-- `link` joins, `review` waits for a steward, and a `conflict` would join by its weight but must
-- not (macros weighed_profiles, match_conflict).
-- A profile that several nodes have is paired with itself: do they mean one person?
{% set concerned_profiles %}
    select unnest([profile_number_l, profile_number_r]) as profile_number
    from {{ touched('profile_pairs__weighed') }}
    union
    select {{ hash_number(['profile_key']) }} as profile_number
    from {{ touched('record_nodes__grouped') }}
    where profile_key is not null
{% endset %}
{{ renewed(
    key=['profile_number_l', 'profile_number_r'],
    concerned=concerned_profiles,
    touches=['profile_number_l', 'profile_number_r'],
) }}
with weighed as (

    select * from {{ ref('profile_pairs__weighed') }}
    where {{ concerned(['profile_number_l', 'profile_number_r']) }}

),

profiles as (

    select
        profile_key,
        profile_number
    from {{ ref('profiles__distinct') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

repeated as (

    select profile_key
    from nodes
    where profile_key is not null
    group by profile_key
    having count(distinct node_key) > 1

),

decided as (

    select
        least(this_one.profile_key, that_one.profile_key) as profile_key_l,
        greatest(this_one.profile_key, that_one.profile_key) as profile_key_r,
        weighed.profile_number_l,
        weighed.profile_number_r,
        weighed.{{ weighed_columns()[2:] | join(',\n        weighed.') }},
        case
            when weighed.conflict is not null then 'conflict'
            when {{ links_by_weight('weighed') }} then 'link'
            else 'review'
        end as decision
    from weighed
    inner join profiles as this_one on weighed.profile_number_l = this_one.profile_number
    inner join profiles as that_one on weighed.profile_number_r = that_one.profile_number
    left join repeated on this_one.profile_key = repeated.profile_key
    where
        weighed.match_weight >= {{ var('match_review_weight') }}
        and (this_one.profile_key != that_one.profile_key or repeated.profile_key is not null)

)

select * from decided

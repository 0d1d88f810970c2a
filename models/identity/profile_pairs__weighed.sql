-- One row per pair of profiles that met in a block and may mean one person, with the level of each
-- comparison and its weight in bits; and one per profile, paired with itself.
with pairs as (

    select * from {{ ref('profile_pairs__promising') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

states as (

    select * from {{ ref('profiles__settled') }}

),

settled as (

    select profile_number as profile_number_l
    from states
    where is_settled

),

weighed as (

    {{ weighed_profiles('pairs', 'profiles', 'weights', key='profile_number') }}

),

kept as (

    {{ known_rows(kept_pair_columns(), 'settled', ['profile_number_l']) }}

),

stacked as (

    select
        {% for column in weighed_columns('profile_number') %}
        weighed.{{ column }},
        {% endfor %}
        case when weighed.profile_number_l = weighed.profile_number_r then states.skipped_blocks end
            as skipped_blocks,
        states.input_key
    from weighed
    inner join states on weighed.profile_number_l = states.profile_number
    where
        weighed.match_weight >= {{ var('match_review_weight') }}
        or weighed.profile_number_l = weighed.profile_number_r
    union all
    select kept.*
    from kept
    inner join settled on kept.profile_number_r = settled.profile_number_l

)

select * from stacked

-- One row per pair of profiles that met in a block and may mean one person, with the level of each
-- comparison and its weight in bits; and one per profile, paired with itself.
{{ renewed(
    key=['profile_number_l', 'profile_number_r'],
    concerned=concerned_by('profile_pairs__met'),
    touches=['profile_number_l', 'profile_number_r'],
) }}
with pairs as (

    select * from {{ ref('profile_pairs__promising') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

weighed as (

    {{ weighed_profiles('pairs', 'profiles', 'weights', key='profile_number') }}

),

telling as (

    select *
    from weighed
    where
        match_weight >= {{ var('match_review_weight') }}
        or profile_number_l = profile_number_r

)

select * from telling

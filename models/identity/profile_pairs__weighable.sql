-- One row per any two profiles, weighed. Ask it with two keys, or a few; never whole.
{{ config(materialized='view') }}
with profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

pairs as (

    select
        this_one.profile_key as profile_key_l,
        that_one.profile_key as profile_key_r
    from profiles as this_one
    cross join profiles as that_one

),

weighed as (

    {{ weighed_profiles('pairs', 'profiles', 'weights', with_parts=true) }}

),

weighable as (

    select
        *,
        {{ var('match_review_weight') }} as review_weight,
        {{ var('match_link_weight') }} as link_weight
    from weighed

)

select * from weighable

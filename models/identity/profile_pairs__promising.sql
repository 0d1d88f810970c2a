-- One row per pair of profiles that met in a block and may weigh enough to mean one person, and one
-- per profile, paired with itself.
{{ renewed(concerned=concerned_by('profile_pairs__met'), is_kept=false) }}
with pairs as (

    select * from {{ ref('profile_pairs__met') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

prints as (

    select
        {% for column, print in match_prints().items() %}
        {{ print }} as {{ column }},
        {% endfor %}
        profile_number
    from profiles

),

promising as (

    {{ promising_pairs('pairs', 'prints', 'weights', key='profile_number') }}

)

select * from promising

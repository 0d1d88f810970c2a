-- One row per pair of profiles to be compared, as they share a block in use, and one per profile,
-- paired with itself. Upon a last build only those of which one is new, or meets others than it did
-- as a block has become too large or small enough.
{% set concerned_profiles %}
    select profile_number from {{ touched('profiles__distinct') }}
    union
    select profile_number from {{ rows_of('match_blocks__keyed') }}
    where block_key in (
        select block_key from {{ touched('match_blocks__sized') }}
        group by block_key
        having count(distinct is_used) > 1
    )
{% endset %}
{{ renewed(concerned=concerned_profiles, is_kept=false) }}
with profiles as (

    select profile_number
    from {{ ref('profiles__distinct') }}
    where {{ concerned('profile_number') }}

),

keyed as (

    select * from {{ ref('match_blocks__keyed') }}

),

blocks as (

    select * from {{ ref('match_blocks__sized') }}
    where is_used

),

members as (

    select
        keyed.block_key,
        keyed.profile_number,
        {{ concerned('keyed.profile_number') }} as is_fresh
    from keyed
    inner join blocks on keyed.block_key = blocks.block_key

),

fresh as (

    select * from members
    where is_fresh

),

shared as (

    select
        fresh.profile_number as profile_number_l,
        others.profile_number as profile_number_r
    from fresh
    inner join fresh as others
        on
            fresh.block_key = others.block_key
            and fresh.profile_number < others.profile_number
    union all
    select
        least(fresh.profile_number, members.profile_number) as profile_number_l,
        greatest(fresh.profile_number, members.profile_number) as profile_number_r
    from fresh
    inner join members on fresh.block_key = members.block_key
    where not members.is_fresh

),

met as (

    select distinct
        profile_number_l,
        profile_number_r
    from shared
    union all
    select
        profile_number as profile_number_l,
        profile_number as profile_number_r
    from profiles

)

select * from met

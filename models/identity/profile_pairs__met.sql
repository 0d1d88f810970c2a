-- One row per pair of profiles to be compared: they share a block in use, and one is new to this
-- build; and one per new profile, paired with itself.
with profiles as (

    select * from {{ ref('profiles__settled') }}

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
        profiles.is_settled
    from keyed
    inner join blocks on keyed.block_key = blocks.block_key
    inner join profiles on keyed.profile_number = profiles.profile_number

),

fresh as (

    select * from members
    where not is_settled

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
    where members.is_settled

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
    where not is_settled

)

select * from met

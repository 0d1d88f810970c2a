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

met as (

    select distinct
        least(members.profile_number, others.profile_number) as profile_number_l,
        greatest(members.profile_number, others.profile_number) as profile_number_r
    from members
    inner join members as others on members.block_key = others.block_key
    where
        not members.is_settled
        and members.profile_number != others.profile_number
        and (others.is_settled or members.profile_number < others.profile_number)
    union all
    select
        profile_number as profile_number_l,
        profile_number as profile_number_r
    from profiles
    where not is_settled

)

select * from met

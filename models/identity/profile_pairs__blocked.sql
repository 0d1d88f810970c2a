-- One row per pair of profiles worth comparing, with the first blocking rule that found it.
-- A profile that several nodes have is paired with itself: do they mean one person?
with keyed as (

    select * from {{ ref('match_blocks__keyed') }}

),

used as (

    select * from {{ ref('match_blocks__sized') }}
    where is_used

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

members as (

    select keyed.*
    from keyed
    inner join used on keyed.block_key = used.block_key

),

met as (

    select
        members.profile_number as profile_number_l,
        others.profile_number as profile_number_r,
        min(members.rule_number) as rule_number
    from members
    inner join members as others on members.block_key = others.block_key
    where members.profile_number < others.profile_number
    group by members.profile_number, others.profile_number

),

repeated as (

    select profile_key
    from nodes
    where profile_key is not null
    group by profile_key
    having count(distinct node_key) > 1

),

stacked as (

    select
        profile_number_l,
        profile_number_r,
        rule_number
    from met
    union all
    select
        profiles.profile_number as profile_number_l,
        profiles.profile_number as profile_number_r,
        0 as rule_number
    from repeated
    inner join profiles on repeated.profile_key = profiles.profile_key

)

select * from stacked

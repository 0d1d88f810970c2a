-- One row per pair of profiles worth comparing, with the first blocking rule that found it.
-- A profile that several nodes have is paired with itself: do they mean one person?
with keyed as (

    select * from {{ ref('match_blocks__keyed') }}

),

used as (

    select * from {{ ref('match_blocks__sized') }}
    where is_used

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

met as (

    select
        keyed.profile_key as profile_key_l,
        others.profile_key as profile_key_r,
        min(keyed.rule_number) as rule_number
    from keyed
    inner join used on keyed.block_key = used.block_key
    inner join keyed as others on keyed.block_key = others.block_key
    where keyed.profile_key < others.profile_key
    group by keyed.profile_key, others.profile_key

),

stacked as (

    select
        profile_key_l,
        profile_key_r,
        rule_number
    from met
    union all
    select
        profile_key as profile_key_l,
        profile_key as profile_key_r,
        0 as rule_number
    from nodes
    where profile_key is not null
    group by profile_key
    having count(distinct node_key) > 1

)

select * from stacked

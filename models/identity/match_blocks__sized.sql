-- One row per blocking rule and value that at least two profiles share, and whether it is used.
-- A block above the limit would cost more pairs than it finds people; it is left out and shown.
{{ renewed(
    key=['block_key'],
    concerned='select block_key from ' ~ touched('match_blocks__keyed'),
    touches=['block_key', 'is_used'],
) }}
with keyed as (

    select * from {{ ref('match_blocks__keyed') }}
    where {{ concerned('block_key') }}

),

sized as (

    select
        block_key,
        min(rule_number) as rule_number,
        count(*) as profile_count,
        count(*) <= case
            when
                min(rule_number)
                > {{ blocking_rules() | length - broad_blocking_rules() | length }}
                then {{ var('match_broad_block_limit') }}
            else {{ var('match_block_limit') }}
        end as is_used
    from keyed
    group by block_key
    having count(*) > 1

)

select * from sized

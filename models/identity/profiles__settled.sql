-- One row per profile, and whether it has met all other profiles of its blocks at the last build.
-- While a profile stays what it is (its key is what it says), by the same rules and in the same
-- blocks, it meets new profiles only.
{% set weighing = promising_pairs('met', 'prints', 'weights', key='profile_number')
    ~ weighed_profiles('promising', 'profiles', 'weights', key='profile_number') %}
with profiles as (

    select * from {{ ref('profiles__distinct') }}

),

keyed as (

    select * from {{ ref('match_blocks__keyed') }}

),

blocks as (

    select * from {{ ref('match_blocks__sized') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

rules as (

    select
        md5({{ sorted_text_list(weft_key([
            'setting', 'comparison', 'level', 'u_probability', 'weight', 'smallest_frequency',
        ])) }})
        || '{{ local_md5(weighing ~ var('match_review_weight') ~ blocking_rules()) }}'
        || (select min(profiles.rule_key) from profiles) as input_key
    from weights

),

-- The blocks of a profile that are too large to be used, as one number; a block that was, or
-- becomes so, changes whom all its profiles meet.
skipped as (

    select
        keyed.profile_number,
        cast(bit_xor(keyed.block_key) as {{ string_type() }}) as skipped_blocks
    from keyed
    inner join blocks on keyed.block_key = blocks.block_key
    where not blocks.is_used
    group by keyed.profile_number

),

present as (

    select
        profiles.profile_number as profile_number_l,
        profiles.profile_number as profile_number_r,
        coalesce(skipped.skipped_blocks, '') as skipped_blocks,
        rules.input_key
    from profiles
    cross join rules
    left join skipped on profiles.profile_number = skipped.profile_number

),

settled as (

    {{ known_rows(
        kept_pair_columns(),
        'present',
        ['profile_number_l', 'profile_number_r', 'skipped_blocks', 'input_key'],
        of='profile_pairs__weighed',
    ) }}

),

judged as (

    select
        present.profile_number_l as profile_number,
        present.skipped_blocks,
        present.input_key,
        settled.profile_number_l is not null as is_settled
    from present
    left join settled on present.profile_number_l = settled.profile_number_l

)

select * from judged

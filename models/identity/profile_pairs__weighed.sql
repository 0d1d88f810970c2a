-- One row per pair of profiles that met in a block and may mean one person, with the level of each
-- comparison and its weight in bits; and one per profile, paired with itself.
-- A profile paired with itself has met all others of its blocks. While it stays what it is (its key
-- is what it says), by the same rules and in the same blocks, it meets new profiles only.
{% set weighing %}
    select *
    from ({{ weighed_profiles('met', 'profiles', 'weights', key='profile_number') }}) as weighed
    where match_weight >= {{ var('match_review_weight') }} or profile_number_l = profile_number_r
{% endset %}
{% set kept_columns = weighed_columns('profile_number') + ['skipped_blocks', 'input_key'] %}
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
        || '{{ local_md5(weighing ~ blocking_rules()) }}'
        || (select min(profiles.rule_key) from profiles) as input_key
    from weights

),

-- The blocks of a profile that are too large to be used; a block that was, or becomes so, changes
-- whom all its profiles meet.
skipped as (

    select
        keyed.profile_number,
        {{ sorted_text_list('cast(keyed.block_key as ' ~ string_type() ~ ')') }} as skipped_blocks
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
        kept_columns,
        'present',
        ['profile_number_l', 'profile_number_r', 'skipped_blocks', 'input_key'],
    ) }}

),

fresh as (

    select
        present.profile_number_l as profile_number,
        present.skipped_blocks
    from present
    left join settled on present.profile_number_l = settled.profile_number_l
    where settled.profile_number_l is null

),

members as (

    select
        keyed.block_key,
        keyed.profile_number,
        fresh.profile_number is not null as is_fresh
    from keyed
    inner join blocks on keyed.block_key = blocks.block_key
    left join fresh on keyed.profile_number = fresh.profile_number
    where blocks.is_used

),

met as (

    select distinct
        least(members.profile_number, others.profile_number) as profile_number_l,
        greatest(members.profile_number, others.profile_number) as profile_number_r
    from members
    inner join members as others on members.block_key = others.block_key
    where
        members.is_fresh
        and members.profile_number != others.profile_number
        and (not others.is_fresh or members.profile_number < others.profile_number)
    union all
    select
        profile_number as profile_number_l,
        profile_number as profile_number_r
    from fresh

),

weighed as (

    {{ weighing }}

),

kept as (

    {{ known_rows(kept_columns, 'settled', ['profile_number_l']) }}

),

stacked as (

    select
        {% for column in weighed_columns('profile_number') %}
        weighed.{{ column }},
        {% endfor %}
        fresh.skipped_blocks,
        rules.input_key
    from weighed
    cross join rules
    left join fresh
        on
            weighed.profile_number_l = fresh.profile_number
            and weighed.profile_number_r = fresh.profile_number
    union all
    select kept.*
    from kept
    inner join settled on kept.profile_number_r = settled.profile_number_l

)

select * from stacked

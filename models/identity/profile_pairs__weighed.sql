-- One row per pair of profiles that met, with the level of each comparison and its weight in bits.
-- Pairs that met before are not compared again while both profiles, all weights and the
-- comparisons themselves are what they were.
{% set weighing = weighed_profiles('fresh', 'profiles', 'weights') %}
with pairs as (

    select * from {{ ref('profile_pairs__blocked') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

rules as (

    select
        md5({{ sorted_text_list(weft_key([
            'setting', 'comparison', 'level', 'u_probability', 'weight', 'smallest_frequency',
        ])) }}) || '{{ local_md5(weighing) }}' as rule_key
    from weights

),

versions as (

    select
        profile_key,
        {{ weft_key(match_columns()) }} as version_key
    from profiles

),

met as (

    select
        pairs.profile_key_l,
        pairs.profile_key_r,
        {{ weft_key(['this_one.version_key', 'that_one.version_key', 'rules.rule_key']) }}
            as input_key
    from pairs
    inner join versions as this_one on pairs.profile_key_l = this_one.profile_key
    inner join versions as that_one on pairs.profile_key_r = that_one.profile_key
    cross join rules

),

known as (

    {{ known_rows(
        weighed_columns() + ['input_key'], 'met', ['profile_key_l', 'profile_key_r', 'input_key']
    ) }}

),

fresh as (

    select met.*
    from met
    left join known
        on met.profile_key_l = known.profile_key_l and met.profile_key_r = known.profile_key_r
    where known.profile_key_l is null

),

weighed as (

    {{ weighing }}

),

stacked as (

    select
        {% for column in weighed_columns() %}
        weighed.{{ column }},
        {% endfor %}
        fresh.input_key
    from weighed
    inner join fresh
        on
            weighed.profile_key_l = fresh.profile_key_l
            and weighed.profile_key_r = fresh.profile_key_r
    union all
    select * from known

)

select * from stacked

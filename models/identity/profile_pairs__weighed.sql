-- One row per pair of profiles that met, with the level of each comparison and its weight in bits.
-- Pairs that met before are not compared again while all weights, the comparisons and the way in
-- which profiles are described are what they were; the key of a profile is what it says.
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
        ])) }}) || '{{ local_md5(weighing) }}' || (select min(profiles.rule_key) from profiles) as input_key
    from weights

),

met as (

    select
        pairs.profile_key_l,
        pairs.profile_key_r,
        rules.input_key
    from pairs
    cross join rules

),

known as (

    {{ known_rows(
        weighed_columns() + ['input_key'], 'met', ['profile_key_l', 'profile_key_r', 'input_key']
    ) }}

),

fresh as (

    select
        met.profile_key_l,
        met.profile_key_r
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
        rules.input_key
    from weighed
    cross join rules
    union all
    select * from known

)

select * from stacked

-- One row per pair of profiles that met, with the level of each comparison and its weight in bits.
-- Pairs that met before are not compared again while all weights, the comparisons and the way in
-- which profiles are described are what they were; the key of a profile is what it says.
{% set weighing = weighed_profiles('fresh', 'profiles', 'weights', key='profile_number') %}
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
        pairs.profile_number_l,
        pairs.profile_number_r,
        rules.input_key
    from pairs
    cross join rules

),

known as (

    {{ known_rows(
        weighed_columns('profile_number') + ['input_key'],
        'met',
        ['profile_number_l', 'profile_number_r', 'input_key'],
    ) }}

),

fresh as (

    select
        met.profile_number_l,
        met.profile_number_r
    from met
    left join known
        on
            met.profile_number_l = known.profile_number_l
            and met.profile_number_r = known.profile_number_r
    where known.profile_number_l is null

),

weighed as (

    {{ weighing }}

),

stacked as (

    select
        {% for column in weighed_columns('profile_number') %}
        weighed.{{ column }},
        {% endfor %}
        rules.input_key
    from weighed
    cross join rules
    union all
    select * from known

)

select * from stacked

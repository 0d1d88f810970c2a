-- One row per profile and block it falls into.
{{ renewed(
    key=['profile_number'],
    concerned='select profile_number from ' ~ touched('profiles__distinct'),
    touches=['block_key'],
) }}
with profiles as (

    select * from {{ ref('profiles__distinct') }}
    where {{ concerned('profile_number') }}

),

keyed as (

    {% for columns in blocking_rules() %}
    select
        profile_number,
        {{ loop.index }} as rule_number,
        {{ hash_number([loop.index] + columns) }} as block_key
    from profiles
    where {{ columns | join(' is not null and ') }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from keyed

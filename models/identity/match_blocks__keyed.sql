-- One row per profile and block it falls into.
with profiles as (

    select * from {{ ref('profiles__distinct') }}

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

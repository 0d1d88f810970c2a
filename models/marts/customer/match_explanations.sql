-- One row per pair of records that evidence ties, weight leaves in doubt or a conflict keeps apart.
{% set comparisons = match_comparisons() %}
with pairs as (

    select * from {{ ref('match_pairs__gathered') }}

),

profiles as (

    select * from {{ ref('profiles__distinct') }}

),

weights as (

    select * from {{ ref('match_weights') }}

),

profile_pairs as (

    select distinct
        profile_key as profile_key_l,
        linked_profile_key as profile_key_r
    from pairs
    where profile_key is not null and linked_profile_key is not null

),

weighed as (

    {{ weighed_profiles('profile_pairs', 'profiles', 'weights', with_parts=true) }}

),

explained as (

    select
        pairs.match_key,
        pairs.record_key,
        pairs.linked_record_key,
        pairs.customer_key,
        pairs.linked_customer_key,
        pairs.customer_key = pairs.linked_customer_key as is_one_customer,
        case
            when pairs.reason = 'steward' then 'kept apart by steward'
            when
                pairs.customer_key = pairs.linked_customer_key
                and {{ regexp_matches('pairs.exact_evidence', "'(^|, )steward(,|$)'") }}
                then 'linked by steward'
            when pairs.customer_key = pairs.linked_customer_key then 'linked'
            when coalesce(pairs.reason, weighed.conflict) is not null then 'kept apart by conflict'
            when
                pairs.exact_evidence is not null or {{ links_by_weight('weighed') }}
                then 'cut'
            else 'review'
        end as decision,
        coalesce(pairs.reason, weighed.conflict) as conflict,
        pairs.exact_evidence,
        weighed.setting,
        cast(weighed.match_weight as decimal(9, 3)) as match_weight,
        cast({{ var('match_link_weight') }} as decimal(9, 3)) as link_weight,
        cast(weighed.prior_weight as decimal(9, 3)) as prior_weight,
        {%- for comparison in comparisons %}
        case weighed.{{ comparison.name }}_level
            {%- for level in comparison.levels %}
            when {{ comparison.levels | length - loop.index0 }} then '{{ level.label }}'
            {%- endfor %}
            when 0 then 'differs'
        end as {{ comparison.name }}_level,
        cast(weighed.{{ comparison.name }}_weight as decimal(9, 3)) as {{ comparison.name }}_weight
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from pairs
    left join weighed
        on
            pairs.profile_key = weighed.profile_key_l
            and pairs.linked_profile_key = weighed.profile_key_r

)

select * from explained

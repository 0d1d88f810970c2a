-- One row per entry of a suppression list. Deceased people of the Mailing Preference Service stand
-- with the deceased; its wishes to be included suppress nobody.
with entries as (
    select 'mps_original' as register, stg.* from {{ ref('stg_suppression__mps_original') }} as stg
    union all
    select 'mps_personal' as register, stg.* from {{ ref('stg_suppression__mps_personal') }} as stg
    union all
    select 'tps' as register, stg.* from {{ ref('stg_suppression__tps') }} as stg
    union all
    select 'deceased' as register, stg.* from {{ ref('stg_suppression__deceased') }} as stg
    union all
    select 'gone_away' as register, stg.* from {{ ref('stg_suppression__gone_away') }} as stg
),

listed as (
    select
        *,
        case
            when register in ('tps', 'deceased', 'gone_away') then register
            when reason = 'X' then 'deceased'
            when reason in ('R', 'P') then 'mps'
        end as suppression_list
    from entries
),

conformed as (
    {{ conform('suppressions', 'listed', {
        'source_system': "'suppression'",
        'source_id': "register || '|' || entry_id",
        'suppression_list': 'suppression_list',
        'reason': "case when register like 'mps%' then register else reason end",
        'phone': 'phone',
        'title': 'title',
        'given_name': 'given_name',
        'family_name': 'family_name',
        'address_line_1': 'address_line_1',
        'city': 'city',
        'postcode': 'postcode',
        'requested_on': 'requested_on',
        'first_seen_on': 'first_seen_on',
        'last_seen_on': 'last_seen_on',
    }) }}
    where suppression_list is not null
)

select * from conformed

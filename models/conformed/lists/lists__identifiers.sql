-- One row per person of a list and key the list carries. Another system's key is a claim, until
-- name or address confirm it.
with contacts as (
    select
        *,
        case when salesforce_id like '003%' then salesforce_id end as salesforce_contact_id,
        case when salesforce_id like '00Q%' then salesforce_id end as salesforce_lead_id
    from {{ ref('stg_lists__contacts') }}
),

claimed as (
    {{ conform_identifiers('contacts', {
        'source_system': "'list:' || list_name",
        'source_id': 'person_id',
        'is_claimed': 'true',
        'last_seen_at': 'updated_at',
    }, [
        ('customer_reference', 'customer_reference'),
        ('loyalty_card', 'loyalty_card'),
        ('salesforce_contact_id', 'salesforce_contact_id'),
        ('salesforce_lead_id', 'salesforce_lead_id'),
    ]) }}
),

own as (
    {{ conform_identifiers('contacts', {
        'source_system': "'list:' || list_name",
        'source_id': 'person_id',
        'last_seen_at': 'updated_at',
    }, [
        ('national_id', 'national_id'),
    ]) }}
),

unioned as (
    select * from claimed
    union all
    select * from own
)

select * from unioned

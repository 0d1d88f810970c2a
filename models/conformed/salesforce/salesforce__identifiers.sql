-- One row per Salesforce record and key it is known by: its own id, that of the record it was
-- merged or converted into, and its account's.
with contacts as (
    {{ conform_identifiers(ref('stg_salesforce__contacts'), {
        'source_system': "'salesforce'",
        'source_id': 'contact_id',
        'first_seen_at': 'created_at',
        'last_seen_at': 'version_at',
    }, [
        ('salesforce_contact_id', 'contact_id'),
        ('salesforce_contact_id', 'master_contact_id'),
        ('salesforce_account_id', 'account_id'),
    ]) }}
),

leads as (
    {{ conform_identifiers(ref('stg_salesforce__leads'), {
        'source_system': "'salesforce'",
        'source_id': 'lead_id',
        'first_seen_at': 'created_at',
        'last_seen_at': 'version_at',
    }, [
        ('salesforce_lead_id', 'lead_id'),
        ('salesforce_lead_id', 'master_lead_id'),
        ('salesforce_contact_id', 'converted_contact_id'),
        ('salesforce_account_id', 'converted_account_id'),
    ]) }}
),

unioned as (
    select * from contacts
    union all
    select * from leads
)

select * from unioned

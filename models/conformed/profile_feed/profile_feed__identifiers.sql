-- One row per person that messages were about and key they gave: the Salesforce id, the id it was
-- merged or converted into, and the address that a message changed.
with messages as (
    select
        person_id,
        case when object_type = 'contact' then salesforce_id end as contact_id,
        case when object_type = 'lead' then salesforce_id end as lead_id,
        case when master_record_id like '003%' then master_record_id end as master_contact_id,
        case when master_record_id like '00Q%' then master_record_id end as master_lead_id,
        old_email,
        min(sent_at) as first_sent_at,
        max(sent_at) as last_sent_at,
        max_by(source_file, {{ file_order() }}) as source_file,
        max_by(line_number, {{ file_order() }}) as line_number
    from {{ ref('stg_profile_feed__messages') }}
    group by person_id, salesforce_id, object_type, master_record_id, old_email
),

keyed as (
    {{ conform_identifiers('messages', {
        'source_system': "'profile_feed'",
        'source_id': 'person_id',
        'first_seen_at': 'first_sent_at',
        'last_seen_at': 'last_sent_at',
    }, [
        ('salesforce_contact_id', 'contact_id'),
        ('salesforce_lead_id', 'lead_id'),
        ('salesforce_contact_id', 'master_contact_id'),
        ('salesforce_lead_id', 'master_lead_id'),
        ('email', 'old_email'),
    ]) }}
),

deduplicated as (
    select *
    from keyed
    qualify row_number() over (
        partition by identifier_key
        order by first_seen_at, source_file, line_number
    ) = 1
)

select * from deduplicated

-- One row per lead or contact on a campaign, as last modified.
-- person_id is the contact where both ids stand, as they do once a lead is converted. created_at is
-- when the person was listed, which is no contact.
with landed as (
    {{ landed_rows('salesforce', 'campaign_members') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

versions as (
    select
        {{ salesforce_id('id') }} as campaign_member_id,
        {{ salesforce_id('campaign_id') }} as campaign_id,
        {{ salesforce_id('lead_id') }} as lead_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        {{ salesforce_id('coalesce(contact_id, lead_id, lead_or_contact_id)') }} as person_id,
        {{ clean_text('status') }} as member_status,
        {{ parse_flag('has_responded') }} as has_responded,
        {{ local_date('first_responded_date') }} as first_responded_date,
        {{ salesforce_version_columns() }}
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    {{ newest_salesforce_versions('versions', 'campaign_member_id') }}
)

select * from newest

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
        {{ parse_flag('is_deleted') }} as is_deleted,
        {{ salesforce_timestamp('created_date') }} as created_at,
        coalesce(
            {{ salesforce_timestamp('system_modstamp') }},
            {{ salesforce_timestamp('last_modified_date') }}
        ) as version_at,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    select *
    from versions
    qualify row_number() over (
        partition by campaign_member_id
        order by
            (version_at is not null) desc,
            version_at desc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
)

select * from newest

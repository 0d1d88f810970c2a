-- One row per campaign member who responded. The day of the first answer is all that is known; a
-- member without one answered when the record last changed.
with members as (
    select *
    from {{ ref('stg_salesforce__campaign_members') }}
    where has_responded and not coalesce(is_deleted, false) and person_id is not null
),

campaigns as (
    select * from {{ ref('salesforce__campaigns') }}
),

responses as (
    select
        members.campaign_member_id,
        members.person_id,
        case
            when left(members.person_id, 3) = '00Q' then 'salesforce_lead_id'
            else 'salesforce_contact_id'
        end as identifier_type,
        members.campaign_id,
        campaigns.campaign_code,
        campaigns.brand_key,
        campaigns.channel,
        coalesce(
            cast(members.first_responded_date as timestamp), members.version_at, members.created_at
        ) as responded_at,
        members.member_status,
        members.source_file,
        members.line_number
    from members
    left join campaigns on members.campaign_id = campaigns.source_id
),

conformed as (
    {{ conform('responses', 'responses', {
        'source_system': "'salesforce'",
        'source_id': 'campaign_member_id',
        'channel': 'channel',
        'response_kind': "'responded'",
        'campaign_code': 'campaign_code',
        'source_campaign_id': 'campaign_id',
        'brand_key': 'brand_key',
        'record_key': weft_key(["'salesforce'", 'person_id']),
        'identifier_type': 'identifier_type',
        'identifier_value': 'person_id',
        'responded_at': 'responded_at',
        'is_machine': 'false',
        'detail': 'member_status',
    }) }}
)

select * from conformed

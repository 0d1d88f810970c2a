-- One row per act of a member: sign-up and unsubscription. Acts hold for the audience.
-- A cleaned address is dead, not an objection, and a member imported without a time did nothing.
with members as (select * from {{ ref('stg_mailchimp__members') }}),

member_acts as (select * from {{ ref('stg_mailchimp__member_acts') }}),

unsubscribes as (select * from {{ ref('stg_mailchimp__unsubscribes') }}),

files as (select * from {{ ref('mailchimp__campaign_files') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'mailchimp'),

acts as (
    select
        audience,
        email_address,
        action,
        acted_at,
        evidence,
        delivered_on,
        source_file,
        line_number
    from member_acts
    union all
    -- Kept by the campaign even when the member has signed up again since. Without a time of its
    -- own the act is as late as its campaign, at the earliest.
    select
        unsubscribes.audience,
        unsubscribes.email_address,
        'opt_out' as action,
        coalesce(unsubscribes.unsubscribed_at, files.sent_at) as acted_at,
        'unsubscribed' || coalesce(': ' || lower(unsubscribes.unsubscribed_reason), '') as evidence,
        unsubscribes.delivered_on,
        unsubscribes.source_file,
        unsubscribes.line_number
    from unsubscribes
    inner join files
        on
            unsubscribes.audience = files.audience
            and unsubscribes.campaign_file = files.campaign_file
    where coalesce(unsubscribes.unsubscribed_at, files.sent_at) is not null
),

-- The same moment stands in the member's row and in the campaign's file.
unique_acts as (
    select *
    from acts
    qualify row_number() over (
        partition by audience, email_address, action, acted_at
        order by delivered_on, evidence, source_file, line_number
    ) = 1
),

recorded as (
    select
        unique_acts.*,
        unique_acts.audience || '|' || unique_acts.email_address as member_source_id,
        members.email_address is not null as is_member,
        brands.brand_key
    from unique_acts
    left join members
        on
            unique_acts.audience = members.audience
            and unique_acts.email_address = members.email_address
    left join brands on unique_acts.audience = brands.source_value
),

conformed as (
    {{ conform('consent_acts', 'recorded', {
        'source_system': "'mailchimp'",
        'source_id': "member_source_id || '|' || action || '|' || cast(acted_at as string)",
        'record_key': 'case when is_member then '
            ~ weft_key(["'mailchimp'", 'member_source_id']) ~ ' end',
        'identifier_type': "'email'",
        'identifier_value': 'email_address',
        'brand_key': 'brand_key',
        'channel': "'email'",
        'purpose': "'marketing'",
        'action': 'action',
        'acted_at': 'acted_at',
        'received_at': 'delivered_on',
        'evidence': 'evidence',
    }) }}
)

select * from conformed

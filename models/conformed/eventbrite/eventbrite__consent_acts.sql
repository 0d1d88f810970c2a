-- One row per ticket whose opt-in question was answered with yes, for the mail that is its own.
-- No, or nothing, is no act: nobody withdrew anything.
with mapping as (
    {{ mapped_campaigns('eventbrite') }}
),

attendees as (
    select
        attendees.*,
        {{ brand_of_campaign('coalesce(attendees.campaign_code, mapping.campaign_code)') }}
            as brand_key
    from {{ ref('stg_eventbrite__attendees') }} as attendees
    left join mapping on attendees.event_id = mapping.source_campaign_id
    where
        attendees.has_opted_in_to_email
        and attendees.is_email_own
        and attendees.email is not null
),

conformed as (
    {{ conform('consent_acts', 'attendees', {
        'source_system': "'eventbrite'",
        'source_id': "attendee_id || '|email'",
        'record_key': weft_key(["'eventbrite'", 'attendee_id']),
        'identifier_type': "'email'",
        'identifier_value': 'email',
        'brand_key': 'brand_key',
        'channel': "'email'",
        'purpose': "'marketing'",
        'action': "'opt_in'",
        'acted_at': 'ordered_at',
        'received_at': 'cast(delivered_on as timestamp)',
        'evidence': "'registration form'",
    }) }}
)

select * from conformed

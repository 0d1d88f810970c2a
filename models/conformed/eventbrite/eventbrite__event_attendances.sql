-- One row per ticket: what became of it. A guest seen at the door attended when the ticket was
-- scanned, else on the event's first day.
with attendees as (
    select * from {{ ref('stg_eventbrite__attendees') }}
),

statuses as (
    select * from {{ ref('attendee_statuses') }} where source_system = 'eventbrite'
),

mapping as (
    {{ mapped_campaigns('eventbrite') }}
),

described as (
    select
        attendees.*,
        coalesce(attendees.campaign_code, mapping.campaign_code) as event_campaign_code,
        case
            when attendees.is_refunded then 'cancelled'
            when attendees.is_checked_in or attendees.checked_in_at is not null then 'attended'
            else coalesce(statuses.status, 'registered')
        end as status
    from attendees
    left join statuses on attendees.attendee_status = statuses.source_status
    left join mapping on attendees.event_id = mapping.source_campaign_id
),

conformed as (
    {{ conform('event_attendances', 'described', {
        'source_system': "'eventbrite'",
        'source_id': 'attendee_id',
        'event_id': 'event_id',
        'event_name': 'event_name',
        'event_kind': "'exhibition'",
        'campaign_code': 'event_campaign_code',
        'record_key': weft_key(["'eventbrite'", 'attendee_id']),
        'status': 'status',
        'registered_at': 'ordered_at',
        'attended_at': "case
                when status = 'attended'
                    then coalesce(checked_in_at, event_starts_at)
            end",
        'brand_key': brand_of_campaign('event_campaign_code'),
    }) }}
)

select * from conformed

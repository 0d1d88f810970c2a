-- One row per ticket: its own number.
{{ conform_identifiers(ref('stg_eventbrite__attendees'), {
    'source_system': "'eventbrite'",
    'source_id': 'attendee_id',
    'first_seen_at': 'ordered_at',
    'last_seen_at': 'coalesce(checked_in_at, ordered_at)',
}, [
    ('eventbrite_attendee_id', 'attendee_id'),
]) }}

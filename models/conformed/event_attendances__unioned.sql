-- One row per person and event: registered, attended or cancelled.
{{ union_sources('event_attendances', ['eventbrite', 'zoom']) }}

-- One row per data-subject request.
{{ union_sources('privacy_requests', ['privacy']) }}

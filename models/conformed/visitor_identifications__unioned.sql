-- One row per visitor, key of a person and moment it was shown.
{{ union_sources('visitor_identifications', ['ga4', 'weblog']) }}

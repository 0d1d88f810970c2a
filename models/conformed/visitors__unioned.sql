-- One row per cookie or other anonymous visitor.
{{ union_sources('visitors', ['ga4', 'weblog']) }}

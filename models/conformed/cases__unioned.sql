-- One row per service case.
{{ union_sources('cases', ['salesforce']) }}

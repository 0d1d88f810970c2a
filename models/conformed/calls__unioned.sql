-- One row per call with a customer.
{{ union_sources('calls', ['salesforce']) }}

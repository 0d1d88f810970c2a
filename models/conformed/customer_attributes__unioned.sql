-- One row per person sent to a supplier, attribute and date.
{{ union_sources('customer_attributes', ['append']) }}

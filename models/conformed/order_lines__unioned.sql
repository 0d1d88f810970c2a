-- One row per line sold.
{{ union_sources('order_lines', ['shopify', 'square', 'loyalty']) }}

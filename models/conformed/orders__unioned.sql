-- One row per order in any channel.
{{ union_sources('orders', ['shopify', 'square', 'loyalty']) }}

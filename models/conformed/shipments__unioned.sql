-- One row per order and parcel.
{{ union_sources('shipments', ['despatch']) }}

-- One row per line returned or paid back.
{{ union_sources('returns', ['returns', 'square', 'loyalty']) }}

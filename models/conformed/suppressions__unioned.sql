-- One row per entry of a suppression list.
{{ union_sources('suppressions', ['suppression']) }}

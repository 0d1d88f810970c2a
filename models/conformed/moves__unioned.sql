-- One row per move of a name.
{{ union_sources('moves', ['mail_house']) }}

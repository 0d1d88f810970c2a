-- One row per web event, of every site by tag or log.
{{ union_sources('web_events', ['ga4', 'weblog']) }}

-- One row per privacy request that opts out of, objects to, or opts in to all marketing. It counts
-- from the day it was made, done or not, unless it was rejected or taken back.
with requests as (
    select *
    from {{ ref('privacy__privacy_requests') }}
    where
        request_type in ('opt_out', 'objection', 'opt_in')
        and status not in ('rejected', 'revoked')
        and identifier_value is not null
),

conformed as (
    {{ conform('consent_acts', 'requests', {
        'source_system': "'privacy'",
        'source_id': 'source_id',
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'channel': "'all'",
        'purpose': "'marketing'",
        'action': "case when request_type = 'opt_in' then 'opt_in' else 'opt_out' end",
        'acted_at': 'requested_at',
        'received_at': 'requested_at',
        'evidence': "'privacy request'",
    }) }}
)

select * from conformed

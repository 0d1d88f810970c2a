-- One row per data-subject request, in our words. It names one address, and concerns everything
-- linked to the person.
with requests as (
    select * from {{ ref('stg_privacy__requests') }}
),

types as (
    select * from {{ ref('privacy_terms') }} where term_kind = 'request_type'
),

statuses as (
    select * from {{ ref('privacy_terms') }} where term_kind = 'status'
),

worded as (
    select
        requests.*,
        coalesce(types.term, requests.request_type) as request_kind,
        coalesce(statuses.term, requests.request_status) as status
    from requests
    left join types on requests.request_type = types.source_term
    left join statuses on requests.request_status = statuses.source_term
),

conformed as (
    {{ conform('privacy_requests', 'worded', {
        'source_system': "'privacy'",
        'source_id': 'request_id',
        'request_type': 'request_kind',
        'regulation': 'regulation',
        'status': 'status',
        'identifier_type': "case
                when email is not null then 'email'
                when phone is not null then 'phone'
            end",
        'identifier_value': 'coalesce(email, phone)',
        'is_verified': 'is_identity_verified',
        'requested_at': 'requested_at',
        'completed_at': 'completed_at',
    }) }}
)

select * from conformed

-- One row per GA4 cookie.
with visitors as (
    select *
    from {{ ref('stg_ga4__visitors') }}
    where user_pseudo_id is not null
),

conformed as (
    {{ conform('visitors', 'visitors', {
        'source_system': "'ga4'",
        'source_id': 'user_pseudo_id',
        'visitor_id': 'user_pseudo_id',
        'first_seen_at': 'first_seen_at',
        'last_seen_at': 'last_seen_at',
        'device_category': 'device_category',
    }) }}
)

select * from conformed

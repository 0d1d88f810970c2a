-- One row per cookie, session and key of a person shown in it, at its first showing there.
-- Cookie and person are many to many: devices are shared, so every session counts anew.
with events as (
    select *
    from {{ ref('ga4__web_events') }}
    where visitor_key is not null
),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'shopify'),

evidence as (
    select
        visitor_key,
        source_session_id,
        'shopify_customer_id' as identifier_type,
        user_id as identifier_value,
        'login' as evidence,
        occurred_at,
        source_file,
        line_number
    from events
    where user_id is not null
    union all
    select
        visitor_key,
        source_session_id,
        'mailchimp_euid' as identifier_type,
        email_euid as identifier_value,
        'email_click' as evidence,
        occurred_at,
        source_file,
        line_number
    from events
    where email_euid is not null
    union all
    select
        visitor_key,
        source_session_id,
        'purl' as identifier_type,
        purl as identifier_value,
        'purl' as evidence,
        occurred_at,
        source_file,
        line_number
    from events
    where purl is not null
    union all
    -- The value is the order's source id: store and name.
    select
        events.visitor_key,
        events.source_session_id,
        'order' as identifier_type,
        brands.source_value || ':' || events.transaction_id as identifier_value,
        'order' as evidence,
        events.occurred_at,
        events.source_file,
        events.line_number
    from events
    inner join brands on events.brand_key = brands.brand_key
    where events.event_name = 'purchase' and events.transaction_id is not null
),

first_in_session as (
    select *
    from evidence
    qualify row_number() over (
        partition by
            visitor_key, source_session_id, identifier_type, identifier_value, evidence
        order by occurred_at, source_file, line_number
    ) = 1
),

unique_identifications as (
    select *
    from first_in_session
    qualify row_number() over (
        partition by visitor_key, identifier_type, identifier_value, evidence, occurred_at
        order by source_file, line_number
    ) = 1
),

conformed as (
    {{ conform('visitor_identifications', 'unique_identifications', {
        'source_system': "'ga4'",
        'source_id': 'visitor_key',
        'visitor_key': 'visitor_key',
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'identified_at': 'occurred_at',
        'evidence': 'evidence',
    }) }}
)

select * from conformed

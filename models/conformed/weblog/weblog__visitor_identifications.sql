-- One row per visitor, day and key of a person shown in a request, at its first showing that day.
-- A personal URL is only a claim: it may be retyped wrongly, tried at random or passed on.
with events as (
    select *
    from {{ ref('weblog__web_events') }}
    where not is_bot
),

evidence as (
    select
        visitor_key,
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
        'purl' as identifier_type,
        purl as identifier_value,
        'purl' as evidence,
        occurred_at,
        source_file,
        line_number
    from events
    where purl is not null
),

first_of_day as (
    select *
    from evidence
    qualify row_number() over (
        partition by
            visitor_key, identifier_type, identifier_value, evidence, cast(occurred_at as date)
        order by occurred_at, source_file, line_number
    ) = 1
),

conformed as (
    {{ conform('visitor_identifications', 'first_of_day', {
        'source_system': "'weblog'",
        'source_id': 'visitor_key',
        'visitor_key': 'visitor_key',
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'identified_at': 'occurred_at',
        'evidence': 'evidence',
    }) }}
)

select * from conformed

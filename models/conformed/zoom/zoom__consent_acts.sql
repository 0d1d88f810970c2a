-- One row per webinar and person who answered the opt-in question of the registration with yes.
with mapping as (
    {{ mapped_campaigns('zoom') }}
),

answers as (
    select
        stays.*,
        coalesce(stays.campaign_code, mapping.campaign_code) as webinar_campaign_code,
        coalesce(stays.registered_at, stays.joined_at, stays.webinar_started_at) as answered_at
    from {{ ref('stg_zoom__attendance') }} as stays
    left join mapping on stays.webinar_id = mapping.source_campaign_id
    where stays.section = 'attendee' and stays.has_opted_in_to_email and stays.email is not null
    qualify row_number() over (
        partition by stays.webinar_id, stays.person_id
        order by answered_at, stays.source_file, stays.line_number
    ) = 1
),

conformed as (
    {{ conform('consent_acts', 'answers', {
        'source_system': "'zoom'",
        'source_id': "webinar_id || '|' || person_id || '|email'",
        'record_key': weft_key(["'zoom'", "webinar_id || '|' || person_id"]),
        'identifier_type': "'email'",
        'identifier_value': 'email',
        'brand_key': brand_of_campaign('webinar_campaign_code'),
        'channel': "'email'",
        'purpose': "'marketing'",
        'action': "'opt_in'",
        'acted_at': 'answered_at',
        'received_at': 'cast(delivered_on as timestamp)',
        'evidence': "'registration form'",
    }) }}
)

select * from conformed

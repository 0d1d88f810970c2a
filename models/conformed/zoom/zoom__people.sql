-- One row per webinar and person of its audience, known by e-mail, else by name. Hosts and
-- panelists are ours.
with stays as (
    select
        *,
        webinar_id || '|' || person_id as attendee_id
    from {{ ref('stg_zoom__attendance') }}
    where section = 'attendee'
),

named as (
    select
        attendee_id,
        max(email) as email,
        -- Names change within a session; what was typed at registration comes first.
        max_by(given_name, {{ file_order() }}) filter (where given_name is not null)
            as given_name,
        max_by(family_name, {{ file_order() }}) filter (where family_name is not null)
            as family_name,
        min_by(user_name, {{ file_order() }}) filter (where user_name is not null) as user_name,
        max_by(phone, {{ file_order() }}) filter (where phone is not null) as phone,
        max_by(company_name, {{ file_order() }}) filter (where company_name is not null)
            as company_name,
        max_by(job_title, {{ file_order() }}) filter (where job_title is not null) as job_title,
        max_by(city, {{ file_order() }}) filter (where city is not null) as city,
        max_by(postcode, {{ file_order() }}) filter (where postcode is not null) as postcode,
        max_by(country_code, {{ file_order() }}) filter (where country_code is not null)
            as country_code,
        min(coalesce(registered_at, joined_at, webinar_started_at)) as created_at,
        max(coalesce(left_at, joined_at, registered_at, webinar_started_at)) as updated_at,
        max_by(source_file, {{ file_order() }}) as source_file,
        max_by(line_number, {{ file_order() }}) as line_number
    from stays
    group by attendee_id
),

conformed as (
    {{ conform('people', 'named', {
        'source_system': "'zoom'",
        'source_id': 'attendee_id',
        'record_kind': "'attendee'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'full_name': "coalesce(
                case
                    when given_name is not null and family_name is not null
                        then given_name || ' ' || family_name
                end,
                user_name
            )",
        'email': 'email',
        'phone': 'phone',
        'city': 'city',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'company_name': 'company_name',
        'job_title': 'job_title',
        'is_deleted': 'false',
        'is_test': 'false',
        'created_at': 'created_at',
        'updated_at': 'updated_at',
    }) }}
)

select * from conformed

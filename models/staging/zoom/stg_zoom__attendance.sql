-- One row per stay of a person in a webinar, or per registrant who did not come; hosts and
-- panelists are told by section. Stays of one person may overlap.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('zoom', 'attendance') }}
),

settled as (
    {{ settled_rows('landed', 'zoom') }}
),

read as (
    select
        lower(coalesce({{ clean_text('section') }}, 'attendee')) as section,
        {{ regexp_replace_all('webinar_id', "'[^0-9]+'", "''") }} as webinar_id,
        {{ clean_text('topic') }} as topic,
        coalesce({{ campaign_code_in('topic') }}, {{ campaign_code_in('file_name') }})
            as campaign_code,
        {{ to_utc(local_timestamp('actual_start_time'), 'source_zone') }} as webinar_started_at,
        {{ parse_count('actual_duration_minutes') }} as webinar_minutes,
        coalesce({{ parse_flag('attended') }}, {{ clean_text('join_time') }} is not null)
            as has_attended,
        -- A number and an underscore stand before the names of some who join from a phone.
        {{ clean_name(regexp_replace_all('user_name', "'^[0-9]{6,}_'", "''")) }} as user_name,
        {{ clean_name('first_name') }} as given_name,
        {{ clean_name('last_name') }} as family_name,
        {{ clean_email('email') }} as email,
        {{ clean_phone('phone', country_code('country_region_name')) }} as phone,
        {{ clean_text('organization') }} as company_name,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('city') }} as city,
        {{ clean_postcode('postcode', country_code('country_region_name')) }} as postcode,
        {{ country_code('country_region_name', 'cast(null as string)') }} as country_code,
        {{ to_utc(local_timestamp('registration_time'), 'source_zone') }} as registered_at,
        lower({{ clean_text('approval_status') }}) as approval_status,
        {{ clean_text('source_name') }} as registration_source,
        {{ to_utc(local_timestamp('join_time'), 'source_zone') }} as joined_at,
        {{ to_utc(local_timestamp('leave_time'), 'source_zone') }} as left_at,
        {{ parse_flag('is_guest') }} as is_guest,
        {{ parse_flag('email_opt_in') }} as has_opted_in_to_email,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
),

keyed as (
    select
        coalesce(email, lower(user_name)) as person_id,
        read.*
    from read
    where webinar_id != '' and coalesce(email, user_name) is not null
),

deduplicated as (
    select *
    from keyed
    qualify row_number() over (
        partition by section, webinar_id, webinar_started_at, person_id, joined_at, left_at
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from deduplicated

-- One row per data-subject request, as last delivered.
with landed as (
    {{ landed_rows('privacy', 'requests') }}
),

settled as (
    {{ settled_rows('landed', 'privacy') }}
),

read as (
    select
        {{ clean_id('request_id') }} as request_id,
        {{ regexp_replace_all('lower(trim(type))', "'[^a-z]+'", "'_'") }} as request_type,
        {{ regexp_replace_all('lower(trim(status))', "'[^a-z]+'", "'_'") }} as request_status,
        {{ clean_text('regulation') }} as regulation,
        {{ clean_name('subject_name') }} as subject_name,
        {{ clean_email('email') }} as email,
        {{ clean_phone('phone', country_code('residency_country')) }} as phone,
        {{ country_code('residency_country') }} as country_code,
        {{ stated_timestamp('created_at') }} as requested_at,
        {{ stated_timestamp('due_at') }} as due_at,
        {{ stated_timestamp('completed_at') }} as completed_at,
        {{ parse_flag('identity_verified') }} as is_identity_verified,
        {{ clean_text('systems') }} as systems,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('request_id') }} is not null
),

newest as (
    select *
    from read
    qualify row_number() over (
        partition by request_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from newest

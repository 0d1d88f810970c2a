-- One row per request to a web server, each line of the log once.
-- Logs rotate, so the same lines come again in a longer or renamed file. Equal lines of one file
-- are real (one second, one page, one browser): they are numbered, and each number counts once.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('weblog', 'requests') }}
),

numbered as (
    select
        landed.*,
        coalesce(lower(landed.site), 'default') as site_name,
        row_number() over (
            partition by landed.site, landed._file_id, landed._row_hash
            order by landed._line_number
        ) as occurrence
    from landed
),

unique_lines as (
    select *
    from numbered
    qualify row_number() over (
        partition by site_name, _row_hash, occurrence
        order by _delivered_on, _file_id
    ) = 1
),

renamed as (
    select
        {{ weft_key(['site_name', '_row_hash', 'occurrence']) }} as request_id,
        site_name,
        remote_host as ip_address,
        nullif(remote_user, '-') as remote_user,
        {{ parse_timestamp_tz('requested_at', '%d/%b/%Y:%H:%M:%S %z') }} as requested_at,
        {{ parse_timestamp(
            regexp_replace_all('requested_at', "' *[+-][0-9]{4}$'", "''"), '%d/%b/%Y:%H:%M:%S'
        ) }} as requested_local_at,
        {{ regexp_group('request', "'^([A-Z]+) '", 1) }} as method,
        {{ regexp_group('request', "'^[A-Z]+ ([^ ]+)'", 1) }} as target,
        try_cast(status as int) as http_status,
        try_cast(nullif(bytes_sent, '-') as bigint) as bytes_sent,
        {{ log_text('referrer') }} as referrer,
        {{ log_text('user_agent') }} as user_agent,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on
    from unique_lines
)

select * from renamed

-- One row per open of an e-mail. Equal rows of one file are real, for opens carry no id, so they
-- are numbered; a file exported again repeats them, and each counts once.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('mailchimp', 'opens') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'mailchimp_export'),

renamed as (
    select
        {{ mailchimp_audience('landed.audience') }} as audience,
        lower(landed.campaign_file) as campaign_file,
        coalesce(
            {{ clean_email('landed.email') }}, lower({{ clean_id('landed.email') }})
        ) as email_address,
        {{ stated_timestamp('landed.timestamp', 'settings.time_zone', 'settings.date_locale') }}
            as opened_at,
        {{ clean_id('landed.ip') }} as ip_address,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

numbered as (
    select
        renamed.*,
        row_number() over (
            partition by
                source_file, audience, campaign_file, email_address, opened_at, ip_address
            order by line_number
        ) as occurrence
    from renamed
),

unique_opens as (
    select *
    from numbered
    qualify row_number() over (
        partition by
            audience, campaign_file, email_address, opened_at, ip_address, occurrence
        order by delivered_on, source_file
    ) = 1
)

select * from unique_opens

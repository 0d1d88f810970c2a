-- One row per member of an audience, with the status of the newest export that holds the address.
{% set street = '^(.+?) {2,}(?:(.+?) {2,})?' %}
{% set place = '([^ ].*?) {2,}(.*?) {2,}([^ ].*?) {2,}([A-Z]{2})$' %}
with landed as (
    {{ landed_rows('mailchimp', 'members') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'mailchimp_export'),

renamed as (
    select
        {{ mailchimp_audience('landed.audience') }} as audience,
        lower(landed.member_status) as member_status,
        -- An address we cannot read is still the member's key.
        coalesce(
            {{ clean_email('landed.email_address') }}, lower({{ clean_id('landed.email_address') }})
        ) as email_address,
        {{ clean_email('landed.email_address') }} as email,
        {{ clean_name('landed.first_name') }} as given_name,
        {{ clean_name('landed.last_name') }} as family_name,
        -- One cell, its parts divided by two blanks: street, city, region, postcode, country.
        trim(landed.address) as address,
        {{ clean_phone(
            'landed.phone_number', 'coalesce(upper(landed.cc), settings.country_code)'
        ) }} as phone,
        {{ clean_text('landed.birthday') }} as birthday,
        try_cast(landed.member_rating as int) as member_rating,
        {{ stated_timestamp('landed.optin_time', 'settings.time_zone', 'settings.date_locale') }}
            as opted_in_at,
        {{ stated_timestamp('landed.confirm_time', 'settings.time_zone', 'settings.date_locale') }}
            as confirmed_at,
        {{ stated_timestamp('landed.last_changed', 'settings.time_zone', 'settings.date_locale') }}
            as changed_at,
        {{ stated_timestamp('landed.unsub_time', 'settings.time_zone', 'settings.date_locale') }}
            as unsubscribed_at,
        {{ clean_text('landed.unsub_campaign_title') }} as unsubscribed_campaign_title,
        {{ clean_id('landed.unsub_campaign_id') }} as unsubscribed_campaign_id,
        upper({{ clean_text('landed.unsub_reason') }}) as unsubscribed_reason,
        {{ stated_timestamp('landed.clean_time', 'settings.time_zone', 'settings.date_locale') }}
            as cleaned_at,
        {{ clean_id('landed.clean_campaign_id') }} as cleaned_campaign_id,
        {{ clean_text('landed.timezone') }} as time_zone,
        upper({{ clean_text('landed.cc') }}) as country_code,
        {{ clean_text('landed.region') }} as region,
        {{ clean_id('landed.leid') }} as leid,
        {{ clean_id('landed.euid') }} as euid,
        -- Names in quotes inside a quoted cell ("VIP","Blog"), in older files without quotes.
        {{ clean_text("replace(landed.tags, '\"', '')") }} as tags,
        {{ clean_text('landed.source') }} as joined_through,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

addressed as (
    select
        renamed.*,
        coalesce({{ regexp_group('address', "'" ~ street ~ place ~ "'", 1) }}, address)
            as address_line_1,
        {{ regexp_group('address', "'" ~ street ~ place ~ "'", 2) }} as address_line_2,
        {{ regexp_group('address', "'" ~ street ~ place ~ "'", 3) }} as city,
        {{ regexp_group('address', "'" ~ street ~ place ~ "'", 4) }} as address_region,
        {{ regexp_group('address', "'" ~ street ~ place ~ "'", 5) }} as postcode,
        {{ regexp_group('address', "'" ~ street ~ place ~ "'", 6) }} as address_country_code
    from renamed
),

-- Each status has its file, and an export may lack one, so an address can stand in an old file of
-- one status and a new one of another. Of one day, the stricter status counts.
ranked as (
    select
        addressed.*,
        case member_status
            when 'unsubscribed' then 1
            when 'cleaned' then 2
            when 'nonsubscribed' then 3
            else 4
        end as strictness
    from addressed
    where email_address is not null
),

unique_members as (
    select *
    from ranked
    qualify row_number() over (
        partition by audience, email_address
        order by delivered_on desc, strictness asc, source_file desc, line_number desc
    ) = 1
)

select * from unique_members

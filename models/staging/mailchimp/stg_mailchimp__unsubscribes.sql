-- One row per campaign and recipient who unsubscribed through it.
with landed as (
    {{ landed_rows('mailchimp', 'unsubscribes') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'mailchimp_export'),

renamed as (
    select
        {{ mailchimp_audience('landed.audience') }} as audience,
        lower(landed.campaign_file) as campaign_file,
        coalesce(
            {{ clean_email('landed.email_address') }}, lower({{ clean_id('landed.email_address') }})
        ) as email_address,
        upper({{ clean_text('landed.reason') }}) as unsubscribed_reason,
        {{ stated_timestamp('landed.timestamp', 'settings.time_zone', 'settings.date_locale') }}
            as unsubscribed_at,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_unsubscribes as (
    select *
    from renamed
    qualify row_number() over (
        partition by audience, campaign_file, email_address
        order by unsubscribed_at nulls last, delivered_on, source_file, line_number
    ) = 1
)

select * from unique_unsubscribes

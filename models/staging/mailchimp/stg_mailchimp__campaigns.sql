-- One row per campaign of an audience, from the newest report that holds it.
with landed as (
    {{ landed_rows('mailchimp', 'campaigns') }}
),

-- The report is naive in the zone of the account, unlike the rest of the export.
settings as (select * from {{ ref('source_settings') }} where source_system = 'mailchimp'),

renamed as (
    select
        {{ mailchimp_audience('landed.audience') }} as audience,
        {{ clean_id('landed.unique_id') }} as campaign_id,
        {{ clean_text('landed.title') }} as title,
        {{ slug('landed.title') }} as title_slug,
        {{ campaign_code_in('landed.title') }} as campaign_code,
        {{ clean_text('landed.subject') }} as subject,
        {{ to_utc(
            parse_timestamp('landed.send_date', [
                '%b %d, %Y %I:%M %p', '%B %d, %Y %I:%M %p', '%Y-%m-%d %H:%M:%S',
            ]),
            'settings.time_zone',
        ) }} as sent_at,
        try_cast({{ regexp_replace_all('landed.total_recipients', "'[^0-9]'", "''") }} as bigint)
            as recipient_count,
        try_cast({{ regexp_replace_all('landed.total_bounces', "'[^0-9]'", "''") }} as bigint)
            as bounce_count,
        {{ money('landed.campaign_cost') }} as cost_amount,
        settings.currency_code,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_campaigns as (
    select *
    from renamed
    where campaign_id is not null
    qualify row_number() over (
        partition by audience, campaign_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from unique_campaigns

-- One row per campaign of which a mailing file came. What it cost stands piece by piece in sends.
with pieces as (
    select * from {{ ref('mail_house__pieces') }} where campaign_code is not null
),

campaigns as (
    select
        campaign_code,
        min(channel) as channel,
        min(brand_key) as brand_key,
        min(coalesce(mail_date, in_home_from)) as starts_on,
        max(coalesce(in_home_to, mail_date)) as ends_on,
        min(currency_code) as currency_code,
        min(source_file) as source_file,
        min_by(line_number, source_file || lpad(cast(line_number as string), 12, '0'))
            as line_number
    from pieces
    group by campaign_code
),

conformed as (
    {{ conform('campaigns', 'campaigns', {
        'source_system': "'mail_house'",
        'source_id': 'campaign_code',
        'campaign_code': 'campaign_code',
        'brand_key': 'brand_key',
        'channel': 'channel',
        'starts_on': 'starts_on',
        'ends_on': 'ends_on',
        'currency_code': 'currency_code',
        'is_test': 'false',
    }) }}
)

select * from conformed

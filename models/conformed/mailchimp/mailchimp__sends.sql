-- One row per campaign and recipient.
-- The platform has no delivery event: what did not bounce was delivered.
with recipients as (select * from {{ ref('stg_mailchimp__recipients') }}),

files as (select * from {{ ref('mailchimp__campaign_files') }}),

campaigns as (select * from {{ ref('stg_mailchimp__campaigns') }}),

members as (select * from {{ ref('stg_mailchimp__members') }}),

bounces as (select * from {{ ref('stg_mailchimp__bounces') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'mailchimp'),

members_by_md5 as (
    select
        audience,
        md5(email_address) as email_md5,
        audience || '|' || email_address as member_source_id
    from members
),

bounced as (
    select distinct
        audience,
        campaign_file,
        md5(email_address) as email_md5
    from bounces
),

joined as (
    select
        recipients.email_md5,
        recipients.combination_id,
        files.campaign_id,
        files.campaign_code,
        files.sent_at,
        brands.brand_key,
        members_by_md5.member_source_id,
        bounced.email_md5 is not null as is_bounced,
        cast(
            cast(campaigns.cost_amount as double) / nullif(campaigns.recipient_count, 0)
            as decimal(18, 4)
        ) as cost_amount,
        campaigns.currency_code,
        recipients.source_file,
        recipients.line_number
    from recipients
    inner join files
        on
            recipients.audience = files.audience
            and recipients.campaign_file = files.campaign_file
    left join campaigns
        on
            files.audience = campaigns.audience
            and files.campaign_id = campaigns.campaign_id
    left join members_by_md5
        on
            recipients.audience = members_by_md5.audience
            and recipients.email_md5 = members_by_md5.email_md5
    left join bounced
        on
            recipients.audience = bounced.audience
            and recipients.campaign_file = bounced.campaign_file
            and recipients.email_md5 = bounced.email_md5
    left join brands on recipients.audience = brands.source_value
),

conformed as (
    {{ conform('sends', 'joined', {
        'source_system': "'mailchimp'",
        'source_id': "campaign_id || '|' || email_md5",
        'channel': "'email'",
        'campaign_code': 'campaign_code',
        'source_campaign_id': 'campaign_id',
        'brand_key': 'brand_key',
        'record_key': 'case when member_source_id is not null then '
            ~ weft_key(["'mailchimp'", 'member_source_id']) ~ ' end',
        'identifier_type': "'email_md5'",
        'identifier_value': 'email_md5',
        'sent_at': 'sent_at',
        'status': "case when is_bounced then 'bounced' else 'delivered' end",
        'cell_code': 'combination_id',
        'creative_code': 'combination_id',
        'is_control': 'false',
        'is_seed': 'false',
        'is_transactional': 'false',
        'cost_amount': 'cost_amount',
        'currency_code': 'currency_code',
    }) }}
)

select * from conformed

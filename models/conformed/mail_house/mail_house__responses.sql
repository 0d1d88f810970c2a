-- One row per piece of mail that came back, with the reason in our words as the detail.
with returned as (
    select * from {{ ref('stg_mail_house__returned_mail') }}
),

pieces as (
    select * from {{ ref('mail_house__pieces') }}
),

reasons as (
    select * from {{ ref('mail_return_reasons') }}
),

responses as (
    select
        returned.returned_piece_id,
        returned.urn,
        coalesce(pieces.campaign_code, returned.campaign_code) as campaign_code,
        coalesce(pieces.channel, 'direct_mail') as channel,
        pieces.brand_key,
        pieces.record_key,
        coalesce(reasons.reason_kind, 'other') as reason_kind,
        cast(coalesce(returned.scanned_date, returned.delivered_on) as timestamp) as responded_at,
        returned.source_file,
        returned.line_number
    from returned
    left join pieces on returned.urn = pieces.urn
    left join reasons on returned.return_reason = reasons.return_reason
),

conformed as (
    {{ conform('responses', 'responses', {
        'source_system': "'mail_house'",
        'source_id': 'returned_piece_id',
        'channel': 'channel',
        'response_kind': "'returned'",
        'campaign_code': 'campaign_code',
        'source_campaign_id': 'campaign_code',
        'brand_key': 'brand_key',
        'record_key': 'record_key',
        'identifier_type': "case when urn is not null then 'mail_urn' end",
        'identifier_value': 'urn',
        'responded_at': 'responded_at',
        'is_machine': 'false',
        'detail': 'reason_kind',
    }) }}
)

select * from conformed

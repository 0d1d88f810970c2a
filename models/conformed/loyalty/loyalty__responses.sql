-- One row per offer redeemed with a card: the answer to the campaign that issued the offer.
with redemptions as (select * from {{ ref('stg_loyalty__offer_redemptions') }}),

cards as (select * from {{ ref('stg_loyalty__cards') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'loyalty'),

prefixes as (select * from {{ ref('campaign_code_prefixes') }}),

joined as (
    select
        redemptions.*,
        {{ campaign_code_in('redemptions.campaign_code') }} as issuing_campaign_code,
        coalesce(prefixes.channel, 'shop') as channel,
        cards.card_no is not null as is_in_card_file,
        brands.brand_key
    from redemptions
    left join prefixes on left(redemptions.campaign_code, 2) = prefixes.prefix
    left join cards on redemptions.card_no = cards.card_no
    left join brands on brands.source_value = '*'
),

conformed as (
    {{ conform('responses', 'joined', {
        'source_system': "'loyalty'",
        'source_id': "concat_ws('|', offer_code, campaign_code, card_no,"
            ~ " cast(redeemed_on as string), store_no, cast(occurrence as string))",
        'channel': 'channel',
        'response_kind': "'redemption'",
        'campaign_code': 'coalesce(issuing_campaign_code, campaign_code)',
        'source_campaign_id': 'campaign_code',
        'brand_key': 'brand_key',
        'record_key': 'case when is_in_card_file then '
            ~ weft_key(["'loyalty'", 'card_no']) ~ ' end',
        'identifier_type': "'loyalty_card'",
        'identifier_value': 'card_no',
        'responded_at': to_utc('cast(redeemed_on as timestamp)', 'time_zone'),
        'is_machine': 'false',
        'detail': 'offer_code',
    }) }}
)

select * from conformed

-- One row per offer redeemed with a card. A card may redeem an offer twice on a day, so equal rows
-- of one file are numbered; a file delivered again repeats them, and each counts once.
with landed as (
    {{ landed_rows('loyalty', 'offer_redemptions') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'loyalty'),

renamed as (
    select
        upper({{ clean_id('landed.offer_code') }}) as offer_code,
        upper({{ clean_id('landed.campaign_code') }}) as campaign_code,
        {{ clean_card_no('landed.card_no') }} as card_no,
        {{ local_date('landed.redeemed_on', 'settings.date_locale') }} as redeemed_on,
        {{ clean_id('landed.store_no') }} as store_no,
        settings.time_zone,
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
            partition by source_file, offer_code, campaign_code, card_no, redeemed_on, store_no
            order by line_number
        ) as occurrence
    from renamed
),

unique_redemptions as (
    select *
    from numbered
    qualify row_number() over (
        partition by offer_code, campaign_code, card_no, redeemed_on, store_no, occurrence
        order by delivered_on, source_file
    ) = 1
)

select * from unique_redemptions

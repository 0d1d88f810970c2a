-- One row per loyalty card, from the newest export.
with landed as (
    {{ landed_rows('loyalty', 'cards') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'loyalty'),

renamed as (
    select
        {{ clean_card_no('landed.card_no') }} as card_no,
        {{ clean_text('landed.title') }} as title,
        {{ clean_name('landed.forename') }} as given_name,
        {{ clean_name('landed.surname') }} as family_name,
        {{ clean_text('landed.address_1') }} as address_1,
        {{ clean_text('landed.address_2') }} as address_2,
        {{ clean_text('landed.address_3') }} as address_3,
        {{ clean_text('landed.address_4') }} as address_4,
        {{ clean_postcode('landed.postcode', 'settings.country_code') }} as postcode,
        settings.country_code,
        {{ clean_email('landed.email') }} as email,
        {{ clean_phone('landed.mobile', 'settings.country_code') }} as mobile,
        -- The first of January 1900 is what the till writes when nobody asked; a day and month
        -- without a year are no birth date either.
        nullif({{ local_date('landed.dob', 'settings.date_locale') }}, cast('1900-01-01' as date))
            as birth_date,
        {{ regexp_group('trim(landed.dob)', "'^[0-9]{1,2}/[0-9]{1,2}$'") }} as birth_month_day,
        upper({{ clean_text('landed.gender') }}) as gender,
        {{ local_date('landed.join_date', 'settings.date_locale') }} as joined_on,
        {{ clean_id('landed.join_store') }} as joined_store_no,
        {{ clean_text('landed.tier') }} as tier,
        {{ try_decimal(regexp_replace_all('landed.points_balance', "'[, ]'", "''"), 0) }}
            as points_balance,
        {{ try_decimal(regexp_replace_all('landed.points_expiring', "'[, ]'", "''"), 0) }}
            as points_expiring,
        {{ parse_flag('landed.email_ok') }} as is_email_allowed,
        {{ parse_flag('landed.sms_ok') }} as is_sms_allowed,
        {{ parse_flag('landed.post_ok') }} as is_post_allowed,
        {{ local_date('landed.last_txn_date', 'settings.date_locale') }} as last_sold_on,
        upper({{ clean_text('landed.status') }}) as card_status,
        {{ clean_card_no('landed.merged_to_card_no') }} as merged_to_card_no,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

unique_cards as (
    select *
    from renamed
    where card_no is not null
    qualify row_number() over (
        partition by card_no
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from unique_cards

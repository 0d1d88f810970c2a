-- One row per text message in either direction, as its newest log tells it.
with landed as (
    {{ landed_rows('twilio', 'messages') }}
),

settings as (select * from {{ ref('source_settings') }} where source_system = 'twilio'),

renamed as (
    select
        {{ clean_id('landed.sid') }} as message_id,
        -- Channel prefixes (whatsapp:+44…) off. A name or a short code as sender is no number.
        {{ regexp_replace_all(
            'landed.from_address', "'(?i)^ *(?:whatsapp|messenger|rcs):'", "''"
        ) }} as sender,
        {{ regexp_replace_all(
            'landed.to_address', "'(?i)^ *(?:whatsapp|messenger|rcs):'", "''"
        ) }} as recipient,
        case
            when lower(landed.from_address || landed.to_address) like '%whatsapp:%' then 'whatsapp'
            else 'sms'
        end as message_channel,
        {{ clean_text('landed.body') }} as body,
        lower({{ clean_text('landed.status') }}) as message_status,
        coalesce(
            {{ stated_timestamp(
                'landed.sent_date', 'settings.time_zone', 'settings.date_locale'
            ) }},
            {{ parse_timestamp_tz('landed.sent_date', '%a, %d %b %Y %H:%M:%S %z') }}
        ) as sent_at,
        try_cast(landed.num_segments as int) as segment_count,
        {{ clean_id('landed.error_code') }} as error_code,
        coalesce(lower({{ clean_text('landed.direction') }}) = 'inbound', false) as is_inbound,
        -- A charge is a negative price; what we pay is positive.
        -{{ try_decimal('landed.price', 4) }} as cost_amount,
        coalesce(upper({{ clean_id('landed.price_unit') }}), settings.currency_code)
            as currency_code,
        settings.country_code,
        landed._source_file as source_file,
        landed._line_number as line_number,
        landed._delivered_on as delivered_on
    from landed
    cross join settings
),

-- The customer is the sender of what comes in and the recipient of what goes out.
sided as (
    select
        renamed.*,
        {{ clean_phone('case when is_inbound then sender else recipient end', 'country_code') }}
            as customer_phone,
        upper({{ regexp_replace_all(
            'case when is_inbound then recipient else sender end', "'[^A-Za-z0-9+]+'", "''"
        ) }}) as our_sender
    from renamed
),

unique_messages as (
    select *
    from sided
    where message_id is not null
    qualify row_number() over (
        partition by message_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from unique_messages

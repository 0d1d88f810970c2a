-- One row per piece of mail that came back, for a reason and a day. An unreadable piece has no URN
-- and is told by the name and postcode that could be read.
with landed as (
    {{ landed_rows('mail_house', 'returned_mail') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

returned as (
    select
        {{ clean_id('urn') }} as urn,
        coalesce({{ campaign_code_in('campaign_code') }}, upper({{ clean_id('campaign_code') }}))
            as campaign_code,
        lower(coalesce({{ clean_text('return_reason') }}, {{ clean_text('deliverability_code') }}))
            as return_reason,
        {{ local_date('scanned_date') }} as scanned_date,
        {{ clean_name('name') }} as full_name,
        {{ clean_text('address_line_1') }} as address_line_1,
        {{ clean_text('town') }} as city,
        {{ clean_postcode('postcode', 'source_country') }} as postcode,
        case lower(left({{ clean_text('move_type') }}, 1))
            when 'i' then 'individual'
            when 'f' then 'family'
            when 'b' then 'business'
        end as move_kind,
        {{ parse_date("left(" ~ clean_id('move_date') ~ ", 6) || '01'", '%Y%m%d') }} as moved_on,
        {{ clean_text('new_address_line_1') }} as new_address_line_1,
        {{ clean_text('new_town') }} as new_city,
        {{ clean_postcode('new_postcode', 'source_country') }} as new_postcode,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
),

keyed as (
    select
        concat_ws(
            '|',
            coalesce(
                urn,
                'unread:' || {{ weft_key([
                    'lower(full_name)', 'lower(address_line_1)', 'postcode',
                ]) }}
            ),
            return_reason,
            cast(scanned_date as string)
        ) as returned_piece_id,
        returned.*
    from returned
),

deduplicated as (
    select *
    from keyed
    where coalesce(urn, full_name, postcode) is not null
    qualify row_number() over (
        partition by returned_piece_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from deduplicated

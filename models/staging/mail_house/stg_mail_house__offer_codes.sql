-- One row per offer code, as last delivered.
with landed as (
    {{ landed_rows('mail_house', 'offer_codes') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

offers as (
    select
        upper({{ clean_id('offer_code') }}) as offer_code,
        coalesce({{ campaign_code_in('campaign_code') }}, upper({{ clean_id('campaign_code') }}))
            as campaign_code,
        {{ clean_text('description') }} as offer_description,
        {{ clean_text('discount') }} as discount,
        {{ local_date('valid_from') }} as valid_from,
        {{ local_date('valid_to') }} as valid_to,
        {{ clean_phone('response_number', 'null') }} as response_number,
        {{ clean_id('sku') }} as sku,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('offer_code') }} is not null
    qualify row_number() over (
        partition by upper({{ clean_id('offer_code') }})
        order by _delivered_on desc, _source_file desc, _line_number desc
    ) = 1
)

select * from offers

-- One row per name that the move-update bureau would not screen, as last delivered.
with landed as (
    {{ landed_rows('mail_house', 'move_exceptions') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

exceptions as (
    select
        {{ clean_id('input_id') }} as sent_id,
        upper({{ clean_id('input_list_code') }}) as list_code,
        {{ clean_postcode('input_postal_code', country_code('input_country')) }} as sent_postcode,
        upper({{ clean_id('exception_code') }}) as exception_code,
        {{ clean_text('exception_reason') }} as exception_reason,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('input_id') }} is not null
    qualify row_number() over (
        partition by {{ clean_id('input_id') }}, upper({{ clean_id('input_list_code') }})
        order by _delivered_on desc, _source_file desc, _line_number desc
    ) = 1
)

select * from exceptions

-- One row per address the move-update bureau gave for a name: a move has two, old and new.
-- A move is dated by month: moved_on is the first day of it.
with landed as (
    {{ landed_rows('mail_house', 'move_updates') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

addresses as (
    select
        {{ clean_id('input_id') }} as sent_id,
        upper({{ clean_id('input_list_code') }}) as list_code,
        {{ clean_text("concat_ws(', ', input_address_line_1, input_address_line_2)") }}
            as sent_address_line_1,
        {{ clean_text('input_city') }} as sent_city,
        {{ clean_postcode('input_postal_code', country_code('input_country')) }}
            as sent_postcode,
        -- A joint name is screened person by person.
        coalesce({{ clean_id('household_position') }}, '1') as household_position,
        {{ clean_name('first_name') }} as given_name,
        {{ clean_name('last_name') }} as family_name,
        {{ clean_text("concat_ws(', ', address_line_1, address_line_2)") }} as address_line_1,
        {{ clean_text('city_name') }} as city,
        {{ clean_postcode('postal_code', country_code('country_code')) }} as postcode,
        coalesce({{ parse_flag('move_applied') }}, false) as is_move_applied,
        case lower(left({{ clean_text('move_type') }}, 1))
            when 'i' then 'individual'
            when 'f' then 'family'
            when 'b' then 'business'
        end as move_kind,
        {{ parse_date("left(" ~ clean_id('move_date') ~ ", 6) || '01'", '%Y%m%d') }} as moved_on,
        upper({{ clean_id('return_code') }}) as return_code,
        upper({{ clean_id('undeliverable_code') }}) as undeliverable_code,
        {{ clean_text('address_status') }} as address_status,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('input_id') }} is not null
),

deduplicated as (
    select *
    from addresses
    qualify row_number() over (
        partition by
            sent_id,
            list_code,
            household_position,
            is_move_applied,
            moved_on,
            lower(address_line_1),
            postcode
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from deduplicated

-- One row per move of a name: from move update, or from a forwarding address on returned mail.
-- Of the two rows of a move, the new address is the one applied that differs from the one we sent.
with updates as (
    select
        updates.*,
        coalesce(codes.has_new_address, updates.is_move_applied) as has_new_address,
        coalesce(codes.is_undeliverable, updates.undeliverable_code in ('F', 'G', 'K'), false)
            as is_undeliverable,
        (
            lower(updates.address_line_1) = lower(updates.sent_address_line_1)
            and updates.postcode = updates.sent_postcode
        ) as is_address_sent
    from {{ ref('stg_mail_house__move_updates') }} as updates
    left join {{ ref('ncoa_codes') }} as codes on updates.return_code = codes.return_code
),

lists as (
    select * from {{ ref('mailing_lists') }}
),

new_addresses as (
    select *
    from updates
    where is_move_applied and has_new_address and not coalesce(is_address_sent, false)
    qualify row_number() over (
        partition by sent_id, list_code, household_position, moved_on
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
),

old_addresses as (
    select *
    from updates
    where not is_move_applied or coalesce(is_address_sent, false)
    qualify row_number() over (
        partition by sent_id, list_code, household_position, moved_on
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
),

-- A move without a new address leaves its row among the old ones alone.
updated as (
    select
        concat_ws(
            '|',
            coalesce(new_addresses.list_code, old_addresses.list_code),
            coalesce(new_addresses.sent_id, old_addresses.sent_id),
            coalesce(new_addresses.household_position, old_addresses.household_position),
            cast(coalesce(new_addresses.moved_on, old_addresses.moved_on) as string)
        ) as move_id,
        coalesce(new_addresses.list_code, old_addresses.list_code) as list_code,
        coalesce(new_addresses.sent_id, old_addresses.sent_id) as sent_id,
        coalesce(new_addresses.move_kind, old_addresses.move_kind, 'individual') as move_kind,
        coalesce(new_addresses.moved_on, old_addresses.moved_on) as moved_on,
        coalesce(old_addresses.address_line_1, new_addresses.sent_address_line_1)
            as old_address_line_1,
        coalesce(old_addresses.city, new_addresses.sent_city) as old_city,
        coalesce(old_addresses.postcode, new_addresses.sent_postcode) as old_postcode,
        new_addresses.address_line_1 as new_address_line_1,
        new_addresses.city as new_city,
        new_addresses.postcode as new_postcode,
        case when new_addresses.sent_id is null then 'no_new_address' else 'new_address' end
            as status,
        coalesce(new_addresses.source_file, old_addresses.source_file) as source_file,
        coalesce(new_addresses.line_number, old_addresses.line_number) as line_number
    from new_addresses
    full join old_addresses
        on
            new_addresses.sent_id = old_addresses.sent_id
            and new_addresses.list_code is not distinct from old_addresses.list_code
            and new_addresses.household_position = old_addresses.household_position
            and new_addresses.moved_on is not distinct from old_addresses.moved_on
    where new_addresses.sent_id is not null or old_addresses.is_undeliverable
),

identified as (
    select
        updated.*,
        case when updated.list_code is null then 'mail_urn' else lists.identifier_type end
            as identifier_type
    from updated
    left join lists on updated.list_code = lists.list_code_pattern
),

forwarded as (
    select
        'returned|' || returned_piece_id as move_id,
        cast(null as string) as list_code,
        urn as sent_id,
        coalesce(move_kind, 'individual') as move_kind,
        coalesce(moved_on, scanned_date) as moved_on,
        address_line_1 as old_address_line_1,
        city as old_city,
        postcode as old_postcode,
        new_address_line_1,
        new_city,
        new_postcode,
        'new_address' as status,
        source_file,
        line_number,
        'mail_urn' as identifier_type
    from {{ ref('stg_mail_house__returned_mail') }}
    where urn is not null and new_postcode is not null
),

moves as (
    select * from identified
    union all
    select * from forwarded
),

conformed as (
    {{ conform('moves', 'moves', {
        'source_system': "'mail_house'",
        'source_id': 'move_id',
        'record_key': "case
                when identifier_type = 'mail_urn'
                    then " ~ weft_key(["'mail_house'", 'sent_id']) ~ "
            end",
        'identifier_type': 'identifier_type',
        'identifier_value': 'case when identifier_type is not null then sent_id end',
        'move_kind': 'move_kind',
        'moved_on': 'moved_on',
        'old_address_line_1': 'old_address_line_1',
        'old_city': 'old_city',
        'old_postcode': 'old_postcode',
        'new_address_line_1': 'new_address_line_1',
        'new_city': 'new_city',
        'new_postcode': 'new_postcode',
        'status': 'status',
    }) }}
)

select * from conformed

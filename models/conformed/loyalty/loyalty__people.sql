-- One row per loyalty card of the card file.
with cards as (select * from {{ ref('stg_loyalty__cards') }}),

cards_in_use as (select * from {{ ref('loyalty__cards_in_use') }}),

holders as (
    select
        cards.*,
        cards_in_use.card_kind,
        -- Free address lines: the town is often the third and the region the fourth.
        case when cards.address_3 is not null then cards.address_2 end as address_line_2,
        coalesce(cards.address_3, cards.address_2) as city
    from cards
    inner join cards_in_use on cards.card_no = cards_in_use.card_no
),

conformed as (
    {{ conform('people', 'holders', {
        'source_system': "'loyalty'",
        'source_id': 'card_no',
        'record_kind': "'card'",
        'title': 'title',
        'given_name': 'given_name',
        'family_name': 'family_name',
        'gender': "case when gender in ('M', 'MALE') then 'male'"
            ~ " when gender in ('F', 'FEMALE') then 'female' end",
        'birth_date': 'birth_date',
        'birth_year': 'extract(year from birth_date)',
        'email': 'email',
        'mobile': 'mobile',
        'address_line_1': 'address_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'address_4',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'master_source_id': "case when merged_to_card_no != card_no then merged_to_card_no end",
        'is_deleted': 'false',
        'is_test': "card_kind in ('dummy', 'training')",
        'is_staff': "card_kind = 'staff'",
        'created_at': 'joined_on',
        'updated_at': 'delivered_on',
    }) }}
)

select * from conformed

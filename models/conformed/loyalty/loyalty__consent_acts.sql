-- One row per change of a card's permission flag. Flags are states, dated by exports.
with permissions as (select * from {{ ref('stg_loyalty__card_permissions') }}),

cards as (select * from {{ ref('stg_loyalty__cards') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'loyalty'),

unique_changes as (
    select *
    from permissions
    qualify row_number() over (
        partition by card_no, channel, changed_on
        order by source_file desc, line_number desc
    ) = 1
),

recorded as (
    select
        unique_changes.*,
        cards.card_no is not null as is_in_card_file,
        brands.brand_key
    from unique_changes
    left join cards on unique_changes.card_no = cards.card_no
    left join brands on brands.source_value = '*'
),

conformed as (
    {{ conform('consent_acts', 'recorded', {
        'source_system': "'loyalty'",
        'source_id': "card_no || '|' || channel || '|' || cast(changed_on as string)",
        'record_key': 'case when is_in_card_file then '
            ~ weft_key(["'loyalty'", 'card_no']) ~ ' end',
        'identifier_type': 'identifier_type',
        'identifier_value': 'contact_point',
        'brand_key': 'brand_key',
        'channel': 'channel',
        'purpose': "'marketing'",
        'action': "case when is_allowed then 'opt_in' else 'opt_out' end",
        'acted_at': 'changed_on',
        'received_at': 'delivered_on',
        'evidence': "'state in card file'",
    }) }}
)

select * from conformed

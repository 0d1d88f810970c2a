-- One row per receipt and purpose that is an act. Its time is that of the interaction, however
-- late it arrived. An opt-out from a purpose nobody described is honoured for every channel; an
-- opt-in to one gives nothing.
with acts as (
    select *
    from {{ ref('consent__receipts') }}
    where action = 'opt_out' or (action = 'opt_in' and is_purpose_known)
),

conformed as (
    {{ conform('consent_acts', 'acts', {
        'source_system': "'consent'",
        'source_id': 'receipt_purpose_id',
        'record_key': weft_key(["'consent'", 'subject_id']),
        'identifier_type': 'subject_type',
        'identifier_value': 'subject_id',
        'brand_key': 'brand_key',
        'channel': "coalesce(channel, 'all')",
        'purpose': "coalesce(purpose, 'marketing')",
        'action': 'action',
        'acted_at': "coalesce(
                interacted_at,
                case when action = 'opt_out' then withdrawn_at end,
                consented_at,
                cast(delivered_on as timestamp)
            )",
        'received_at': 'cast(delivered_on as timestamp)',
        'evidence': "coalesce('receipt at ' || collection_point, 'receipt')",
    }) }}
)

select * from conformed

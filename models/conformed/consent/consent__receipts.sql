-- One row per receipt and purpose of either form, with the person it names, the channel and brand
-- of the purpose, and the act in our words (null where it is none).
{{ config(materialized='table') }}

with receipts as (
    select * from {{ ref('stg_consent__receipts_json') }}
    union all
    select * from {{ ref('stg_consent__receipts_csv') }}
),

purposes as (
    select * from {{ ref('consent_purposes') }}
),

transaction_types as (
    select * from {{ ref('consent_transaction_types') }} where term_kind = 'transaction_type'
),

statuses as (
    select * from {{ ref('consent_transaction_types') }} where term_kind = 'purpose_status'
),

identified as (
    select
        receipts.*,
        {{ clean_email('identifier') }} as email,
        {{ clean_phone('identifier', 'country_code') }} as phone
    from receipts
),

-- Both forms of one receipt may come: by the purpose's id in the seed they are the same.
described as (
    select
        identified.*,
        coalesce(identified.email, identified.phone, lower(identified.identifier)) as subject_id,
        case
            when identified.email is not null then 'email'
            when identified.phone is not null then 'phone'
            else 'customer_reference'
        end as subject_type,
        coalesce(
            identified.receipt_id || '|' || coalesce(by_id.purpose_id, by_name.purpose_id),
            identified.consent_id
        ) as receipt_purpose_id,
        coalesce(by_id.purpose_id, by_name.purpose_id) is not null as is_purpose_known,
        coalesce(by_id.brand_key, by_name.brand_key) as brand_key,
        coalesce(by_id.channel, by_name.channel) as channel,
        coalesce(by_id.purpose, by_name.purpose) as purpose,
        case
            when identified.transaction_type is not null then transaction_types.action
            else statuses.action
        end as action
    from identified
    left join purposes as by_id on identified.purpose_id = by_id.purpose_id
    left join purposes as by_name
        on
            lower(identified.purpose_name) = lower(by_name.purpose_name)
            and by_id.purpose_id is null
    left join transaction_types on identified.transaction_type = transaction_types.source_term
    left join statuses on identified.purpose_status = statuses.source_term
    qualify row_number() over (
        partition by receipt_purpose_id
        order by
            identified.delivered_on desc,
            identified.source_file desc,
            identified.line_number desc,
            identified.consent_id asc
    ) = 1
)

select * from described

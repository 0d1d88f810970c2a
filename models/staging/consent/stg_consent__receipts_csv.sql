-- One row per receipt and purpose, from receipts as CSV. Receipts of tests are left out.
with landed as (
    {{ landed_rows('consent', 'receipts_csv') }}
),

settled as (
    {{ settled_rows('landed', 'consent') }}
),

read as (
    select
        {{ clean_id('receipt_id') }} as receipt_id,
        {{ clean_text('identifier') }} as identifier,
        lower({{ clean_text('identifier_type') }}) as identifier_type,
        cast(null as string) as purpose_id,
        {{ clean_text('purpose_name') }} as purpose_name,
        upper({{ clean_text('transaction_type') }}) as transaction_type,
        upper({{ clean_text('purpose_status') }}) as purpose_status,
        {{ clean_text('collection_point') }} as collection_point,
        cast(null as string) as given_name,
        cast(null as string) as family_name,
        {{ clean_text('language') }} as language,
        {{ stated_timestamp('interaction_date') }} as interacted_at,
        {{ stated_timestamp('consent_date') }} as consented_at,
        {{ stated_timestamp('withdrawn_date') }} as withdrawn_at,
        {{ country_code('country') }} as country_code,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where not coalesce({{ parse_flag('test') }}, false)
),

keyed as (
    select
        receipt_id || '|' || lower(purpose_name) as consent_id,
        read.*
    from read
    where receipt_id is not null and identifier is not null and purpose_name is not null
),

deduplicated as (
    select *
    from keyed
    qualify row_number() over (
        partition by consent_id
        order by delivered_on desc, source_file desc, line_number desc
    ) = 1
)

select * from deduplicated

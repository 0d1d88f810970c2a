-- One row per receipt and purpose, from receipts as JSON. Receipts of tests are left out.
with landed as (
    {{ landed_rows('consent', 'receipts_json') }}
),

settled as (
    {{ settled_rows('landed', 'consent') }}
),

purposes as (
    select
        settled.*,
        lower(nullif(trim(stated.purpose.Id), '')) as purpose_id,
        {{ clean_text('stated.purpose.Name') }} as purpose_name,
        upper(trim(stated.purpose.TransactionType)) as transaction_type
    from settled
    {{ explode_list('settled.purposes', 'stated', 'purpose') }}
    where not coalesce({{ parse_flag('settled.test') }}, false)
),

read as (
    select
        {{ clean_id('receipt_id') }} as receipt_id,
        {{ clean_text('identifier') }} as identifier,
        lower({{ clean_text('identifier_type') }}) as identifier_type,
        purpose_id,
        purpose_name,
        transaction_type,
        cast(null as string) as purpose_status,
        {{ clean_id('collection_point_id') }} as collection_point,
        {{ json_text('ds_data_elements', 'FirstName') }} as given_name,
        {{ json_text('ds_data_elements', 'LastName') }} as family_name,
        {{ clean_text('language') }} as language,
        {{ stated_timestamp('interaction_date') }} as interacted_at,
        {{ stated_timestamp('consent_date') }} as consented_at,
        {{ stated_timestamp('withdrawn_date') }} as withdrawn_at,
        source_country as country_code,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from purposes
    where {{ clean_text('identifier') }} is not null
),

-- A receipt without a number is the same receipt when it says the same.
keyed as (
    select
        coalesce(
            receipt_id,
            {{ weft_key([
                'lower(identifier)', 'interacted_at', 'withdrawn_at', 'collection_point',
            ]) }}
        ) || '|' || coalesce(purpose_id, lower(purpose_name)) as consent_id,
        read.*
    from read
    where coalesce(purpose_id, purpose_name) is not null
),

deduplicated as (
    select *
    from keyed
    qualify row_number() over (
        partition by consent_id
        order by delivered_on desc, source_file desc, line_number desc, transaction_type asc
    ) = 1
)

select * from deduplicated

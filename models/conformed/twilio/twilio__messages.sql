-- One row per text message with its brand, its kind and, for what came in, what it asks for.
{{ config(materialized='table') }}

with messages as (select * from {{ ref('stg_twilio__messages') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'twilio'),

phrases as (select * from {{ ref('opt_out_phrases') }}),

templates as (select * from {{ ref('message_templates') }} where source_system = 'twilio'),

-- Keywords and free text meet the body in lower case, without apostrophes and punctuation.
folded as (
    select distinct
        body,
        is_inbound,
        trim({{ regexp_replace_all(
            regexp_replace_all('lower(body)', "'[\\x27’`]'", "''"), "'[^a-z0-9]+'", "' '"
        ) }}) as plain_body
    from messages
    where body is not null
),

-- A message that holds both, or fits several phrases, is taken for what protects the person.
asked as (
    select
        folded.body,
        max(phrases.action) as action,
        bool_or(phrases.phrase_kind = 'whole') as is_keyword
    from folded
    inner join phrases on {{ regexp_matches('folded.plain_body', 'phrases.pattern') }}
    where folded.is_inbound
    group by folded.body
),

kinds as (
    select
        folded.body,
        min(templates.message_kind) as message_kind
    from folded
    inner join templates on {{ regexp_matches('folded.plain_body', 'templates.pattern') }}
    where not folded.is_inbound
    group by folded.body
),

branded as (
    select
        messages.*,
        brands.brand_key as sender_brand_key
    from messages
    left join brands
        on left(messages.our_sender, length(brands.source_value)) = brands.source_value
),

-- An answer goes to a number, not to a name: its brand is that of the last message before it.
answered as (
    select
        branded.*,
        coalesce(
            sender_brand_key,
            {{ last_value_ignore_nulls(
                'sender_brand_key',
                'partition by customer_phone order by sent_at, message_id'
                ~ ' rows between unbounded preceding and current row',
            ) }}
        ) as brand_key
    from branded
),

classified as (
    select
        answered.*,
        asked.action,
        asked.is_keyword,
        coalesce(kinds.message_kind = 'transactional', false) as is_transactional,
        {{ campaign_code_in('answered.body') }} as body_campaign_code,
        {{ regexp_group('answered.body', "'/s/([A-Za-z0-9]+)'", 1) }} as short_code
    from answered
    left join asked on answered.body = asked.body and answered.is_inbound
    left join kinds on answered.body = kinds.body and not answered.is_inbound
)

select * from classified

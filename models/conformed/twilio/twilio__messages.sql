-- One row per text message with its brand, its kind and, for what came in, what it asks for.
{{ config(materialized='table') }}

with messages as (select * from {{ ref('stg_twilio__messages') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'twilio'),

phrases as (select * from {{ ref('opt_out_phrases') }}),

templates as (select * from {{ ref('message_templates') }} where source_system = 'twilio'),

folded as (
    select
        messages.*,
        {{ plain_message('body') }} as plain_body
    from messages
),

texts as (
    select distinct
        plain_body,
        is_inbound
    from folded
    where plain_body is not null
),

-- A message that holds both, or fits several phrases, is taken for what protects the person.
asked as (
    select
        texts.plain_body,
        max(phrases.action) as action,
        bool_or(phrases.phrase_kind = 'whole') as is_keyword
    from texts
    inner join phrases on {{ regexp_matches('texts.plain_body', 'phrases.pattern') }}
    where texts.is_inbound
    group by texts.plain_body
),

kinds as (
    select
        texts.plain_body,
        min(templates.message_kind) as message_kind
    from texts
    inner join templates on {{ regexp_matches('texts.plain_body', 'templates.pattern') }}
    where not texts.is_inbound
    group by texts.plain_body
),

branded as (
    select
        folded.*,
        brands.brand_key as sender_brand_key
    from folded
    left join brands
        on left(folded.our_sender, length(brands.source_value)) = brands.source_value
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
    left join asked on answered.plain_body = asked.plain_body and answered.is_inbound
    left join kinds on answered.plain_body = kinds.plain_body and not answered.is_inbound
)

select * from classified

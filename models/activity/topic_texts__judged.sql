-- One row per kind of mention, brand and text that a rule of seeds/topic_rules.csv fits, with its
-- topic. Texts repeat: each is tried once.
with mentions as (

    select * from {{ ref('topic_mentions__stacked') }}

),

rules as (

    select * from {{ ref('topic_rules') }}

),

texts as (

    select said_in, brand_key, plain_headline as plain_text
    from mentions
    where plain_headline is not null
    union
    select said_in, brand_key, plain_body as plain_text
    from mentions
    where plain_body is not null

),

judged as (

    select
        texts.said_in,
        texts.brand_key,
        texts.plain_text,
        min_by(rules.topic, rules.rule_order) as topic
    from texts
    inner join rules
        on
            texts.plain_text like rules.pattern
            and coalesce(rules.said_in, texts.said_in) = texts.said_in
            and (rules.brand_key is null or texts.brand_key = rules.brand_key)
    group by texts.said_in, texts.brand_key, texts.plain_text

)

select * from judged

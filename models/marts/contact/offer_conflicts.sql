-- One row per message whose offer went against what its customer showed an interest in before.
with messages as (

    select * from {{ ref('messages__counted') }}

),

offers as (

    select * from {{ ref('offers__described') }}

),

interests as (

    select * from {{ ref('interests__dated') }}

),

rules as (

    select * from {{ ref('offer_conflict_rules') }}

),

-- Only offers that a rule could object to are looked at.
objectionable as (

    select distinct
        offers.campaign_key,
        offers.topic,
        offers.price_level
    from offers
    inner join rules
        on
            offers.brand_key = coalesce(rules.brand_key, offers.brand_key)
            and (rules.offered_topic is null or offers.topic = rules.offered_topic)
            and (
                rules.offered_price_level is null
                or offers.price_level = rules.offered_price_level
            )

),

offered as (

    select
        messages.message_key,
        messages.customer_key,
        messages.brand_key,
        messages.channel,
        messages.campaign_key,
        messages.sent_at,
        messages.offer_code,
        objectionable.topic as offered_topic,
        objectionable.price_level as offered_price_level
    from messages
    inner join objectionable on messages.campaign_key = objectionable.campaign_key

),

-- Lists show a topic and no range of prices: they say nothing of what is wanted in it.
before as (

    select
        offered.message_key,
        interests.topic as shown_topic,
        interests.price_level as shown_price_level,
        sum(interests.interest_score) as shown_score,
        sum(sum(interests.interest_score)) over (partition by offered.message_key) as all_score,
        max(interests.shown_on) as last_shown_on
    from offered
    inner join interests
        on
            offered.customer_key = interests.customer_key
            and offered.brand_key = interests.brand_key
            and interests.shown_on < cast(offered.sent_at as date)
            and interests.shown_on
            >= {{ add_days('offered.sent_at', '-' ~ var('conflict_interest_days')) }}
    where interests.price_level is not null
    group by offered.message_key, interests.topic, interests.price_level

),

main_interests as (

    select
        message_key,
        shown_topic,
        shown_price_level,
        shown_score,
        shown_score / all_score as shown_share,
        last_shown_on
    from before
    qualify row_number() over (
        partition by message_key
        order by shown_score desc, last_shown_on desc, shown_topic, shown_price_level
    ) = 1

),

conflicting as (

    select
        offered.message_key,
        rules.conflict_kind,
        offered.customer_key,
        offered.brand_key,
        offered.channel,
        offered.campaign_key,
        offered.sent_at,
        main_interests.shown_topic,
        main_interests.shown_price_level,
        cast(main_interests.shown_score as decimal(18, 4)) as shown_score,
        cast(main_interests.shown_share as decimal(5, 4)) as shown_share,
        main_interests.last_shown_on,
        offered.offered_topic,
        offered.offered_price_level,
        offered.offer_code
    from offered
    inner join main_interests on offered.message_key = main_interests.message_key
    inner join rules
        on
            offered.brand_key = coalesce(rules.brand_key, offered.brand_key)
            and main_interests.shown_topic = coalesce(rules.shown_topic, offered.offered_topic)
            and offered.offered_topic = coalesce(rules.offered_topic, main_interests.shown_topic)
            and (
                rules.shown_price_level is null
                or main_interests.shown_price_level = rules.shown_price_level
            )
            and (
                rules.offered_price_level is null
                or offered.offered_price_level = rules.offered_price_level
            )
            and (not rules.needs_discount or offered.offer_code is not null)
    where
        main_interests.shown_score >= {{ var('conflict_min_score') }}
        and main_interests.shown_share >= {{ var('conflict_min_share') }}
    qualify row_number() over (partition by offered.message_key order by rules.rule_order) = 1

)

select * from conflicting

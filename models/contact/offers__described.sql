-- One row per campaign whose name says what it offers, by seeds/offer_rules.csv.
with campaigns as (

    select
        campaign_key,
        brand_key,
        {{ plain_text('campaign_name') }} as plain_name
    from {{ ref('campaigns__merged') }}

),

rules as (

    select * from {{ ref('offer_rules') }}

),

described as (

    select
        campaigns.campaign_key,
        campaigns.brand_key,
        min_by(rules.topic, rules.rule_order) filter (where rules.topic is not null) as topic,
        min_by(rules.price_level, rules.rule_order) filter (where rules.price_level is not null)
            as price_level
    from campaigns
    inner join rules
        on
            campaigns.plain_name like rules.pattern
            and (rules.brand_key is null or campaigns.brand_key = rules.brand_key)
    group by campaigns.campaign_key, campaigns.brand_key

)

select * from described

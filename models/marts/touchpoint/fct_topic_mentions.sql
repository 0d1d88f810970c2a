-- One row per time that somebody said what is on their mind, with its topic and without its words.
with mentions as (

    select * from {{ ref('topic_mentions__stacked') }}

),

texts as (

    select * from {{ ref('topic_texts__judged') }}

),

sessions as (

    select * from {{ ref('sessions__resolved') }}

),

touchpoints as (

    select * from {{ ref('touchpoints__stacked') }}
    where activity in ('case', 'call')

),

said as (

    select
        mentions.mention_key,
        coalesce(sessions.customer_key, touchpoints.customer_key) as customer_key,
        sessions.visitor_key,
        mentions.said_at,
        mentions.said_in,
        mentions.brand_key,
        mentions.source_system,
        coalesce(mentions.session_key, mentions.activity_key) as activity_key,
        coalesce(headlines.topic, bodies.topic) as seed_topic,
        trim(mentions.plain_headline) as term
    from mentions
    left join sessions on mentions.session_key = sessions.session_key
    left join touchpoints on mentions.activity_key = touchpoints.activity_key
    left join texts as headlines
        on
            mentions.said_in = headlines.said_in
            and mentions.brand_key is not distinct from headlines.brand_key
            and mentions.plain_headline = headlines.plain_text
    left join texts as bodies
        on
            mentions.said_in = bodies.said_in
            and mentions.brand_key is not distinct from bodies.brand_key
            and mentions.plain_body = bodies.plain_text

),

-- What several people look for and no rule knows yet is a topic by its own name. What only few say
-- may be somebody's name.
frequent_terms as (

    select
        brand_key,
        term
    from said
    where said_in = 'search' and seed_topic is null
    group by brand_key, term
    having count(distinct coalesce(customer_key, visitor_key)) >= {{ var('topic_min_people') }}

),

named as (

    select
        said.mention_key,
        said.customer_key,
        said.visitor_key,
        said.said_at,
        said.said_in,
        coalesce(said.seed_topic, frequent_terms.term, 'other') as topic,
        case
            when said.seed_topic is not null then 'rule'
            when frequent_terms.term is not null then 'frequent term'
            else 'other'
        end as topic_kind,
        said.brand_key,
        said.source_system,
        said.activity_key
    from said
    left join frequent_terms
        on
            said.seed_topic is null
            and said.said_in = 'search'
            and said.brand_key is not distinct from frequent_terms.brand_key
            and said.term = frequent_terms.term

)

select * from named

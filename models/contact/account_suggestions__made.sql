-- One row per account and thing to bring up there, with the fact it rests on.
{%- set of_accounts = "brand_key in ('" ~ var('account_brands') | join("', '") ~ "')" %}
with accounts as (

    select * from {{ ref('dim_account') }}

),

members as (

    select * from {{ ref('account_members') }}
    where is_main

),

facts as (

    select * from {{ ref('account_facts__stacked') }}

),

history as (

    select * from {{ ref('customer_segment_history') }}
    where valid_to is null and {{ of_accounts }}

),

visits as (

    select * from {{ ref('visits__dated') }}
    where {{ of_accounts }} and visited_on > {{ add_days(run_at(), '-' ~ var('brief_days')) }}

),

bought as (

    select distinct
        members.account_key,
        bought.brand_key,
        bought.topic
    from {{ ref('topics__bought') }} as bought
    inner join members on bought.customer_key = members.customer_key

),

-- An account buys as long as any of its people does.
stages as (

    select
        members.account_key,
        history.brand_key,
        max(history.valid_from) as since_on,
        bool_and(history.segment in ('at_risk', 'lapsed', 'lost')) as has_stopped
    from history
    inner join members on history.customer_key = members.customer_key
    where history.scheme = 'life_cycle'
    group by members.account_key, history.brand_key

),

suggested as (

    select
        account_key,
        'complaint' as suggestion,
        brand_key,
        headline as detail,
        happened_on
    from facts
    where section = 'complaints' and detail = 'open'
    union all
    select
        members.account_key,
        'in_market' as suggestion,
        history.brand_key,
        history.topic as detail,
        max(history.valid_from) as happened_on
    from history
    inner join members on history.customer_key = members.customer_key
    where history.scheme = 'in_market'
    group by members.account_key, history.brand_key, history.topic
    union all
    select
        account_key,
        'stopped_buying' as suggestion,
        brand_key,
        cast(null as string) as detail,
        since_on as happened_on
    from stages
    where has_stopped
    union all
    select
        facts.account_key,
        'not_bought_yet' as suggestion,
        facts.brand_key,
        facts.headline as detail,
        facts.happened_on
    from facts
    left join bought
        on
            facts.account_key = bought.account_key
            and facts.brand_key = bought.brand_key
            and facts.headline = bought.topic
    where facts.section = 'looked at' and bought.topic is null
    union all
    select
        accounts.account_key,
        'no_online_use' as suggestion,
        cast(null as string) as brand_key,
        cast(null as string) as detail,
        cast(null as date) as happened_on
    from accounts
    left join members on accounts.account_key = members.account_key
    left join visits on members.customer_key = visits.customer_key
    group by accounts.account_key
    having count(visits.customer_key) = 0
    union all
    select
        account_key,
        'decision_maker_missing' as suggestion,
        cast(null as string) as brand_key,
        cast(null as string) as detail,
        cast(null as date) as happened_on
    from accounts
    where director_count = 0

)

select * from suggested

-- One row per customer, brand and channel that had a part in her orders or in her answers, and
-- whether she depends on it. Brand `all` is every brand together.
{%- set first_day = add_days(run_at(), '-' ~ var('channel_value_days')) %}
with credits as (

    select
        customer_key,
        brand_key,
        channel,
        conversion_key,
        credit,
        credited_amount
    from {{ ref('fct_attribution') }}
    where
        attribution_model = '{{ var("channel_value_model") }}'
        and objective = 'purchase'
        and customer_key is not null
        and cast(converted_at as date) > {{ first_day }}
        and converted_at <= {{ run_at() }}

),

-- What a person did because she was written or spoken to.
answers as (

    select
        customer_key,
        brand_key,
        channel,
        campaign_key
    from {{ ref('touchpoints__stacked') }}
    where
        customer_key is not null
        and campaign_key is not null
        and direction = 'inbound'
        and not is_machine
        and touch_kind in ('clicked', 'visited', 'redeemed', 'replied', 'responded', 'attended')
        and cast(touched_at as date) > {{ first_day }}
        and touched_at <= {{ run_at() }}

),

rules as (

    select * from {{ ref('channel_dependence_rules') }}

),

brands as (

    select brand_key from {{ ref('brands') }}

),

brand_scopes as (

    select
        brand_key,
        brand_key as scope_key
    from brands
    union all
    select
        brand_key,
        'all' as scope_key
    from brands

),

channel_credits as (

    select
        credits.customer_key,
        brand_scopes.scope_key as brand_key,
        credits.channel,
        cast(sum(credits.credit) as decimal(18, 10)) as order_credit,
        cast(sum(credits.credited_amount) as decimal(18, 2)) as credited_amount
    from credits
    inner join brand_scopes on credits.brand_key = brand_scopes.brand_key
    group by credits.customer_key, brand_scopes.scope_key, credits.channel

),

-- An answer that is seen twice, as a click and as a visit, is one.
channel_answers as (

    select
        answers.customer_key,
        brand_scopes.scope_key as brand_key,
        answers.channel,
        count(distinct answers.campaign_key) as answer_count
    from answers
    inner join brand_scopes on answers.brand_key = brand_scopes.brand_key
    group by answers.customer_key, brand_scopes.scope_key, answers.channel

),

places as (

    select
        customer_key,
        brand_key,
        channel
    from channel_credits
    union distinct
    select
        customer_key,
        brand_key,
        channel
    from channel_answers

),

counted as (

    select
        places.customer_key,
        places.brand_key,
        places.channel,
        coalesce(channel_credits.order_credit, 0) as order_credit,
        coalesce(channel_credits.credited_amount, 0) as credited_amount,
        coalesce(channel_answers.answer_count, 0) as answer_count
    from places
    left join channel_credits
        on
            places.customer_key = channel_credits.customer_key
            and places.brand_key = channel_credits.brand_key
            and places.channel = channel_credits.channel
    left join channel_answers
        on
            places.customer_key = channel_answers.customer_key
            and places.brand_key = channel_answers.brand_key
            and places.channel = channel_answers.channel

),

-- Narrow decimals: sums as wide as they come are ten times as slow to compare.
totals as (

    select
        customer_key,
        brand_key,
        cast(sum(order_credit) as decimal(18, 10)) as order_count,
        cast(sum(credited_amount) as decimal(18, 2)) as net_revenue_amount,
        cast(sum(answer_count) as bigint) as all_answer_count
    from counted
    group by customer_key, brand_key

),

judged as (

    select
        counted.*,
        totals.order_count,
        totals.net_revenue_amount,
        cast(counted.order_credit as {{ double_type() }}) / nullif(totals.order_count, 0)
            as credit_share,
        cast(counted.answer_count as {{ double_type() }}) / nullif(totals.all_answer_count, 0)
            as answer_share,
        coalesce(own_rules.min_orders, any_rules.min_orders) as min_orders,
        coalesce(own_rules.min_credit_share, any_rules.min_credit_share) as min_credit_share,
        coalesce(own_rules.min_answers, any_rules.min_answers) as min_answers
    from counted
    inner join totals
        on
            counted.customer_key = totals.customer_key
            and counted.brand_key = totals.brand_key
    inner join rules as any_rules on any_rules.channel = '*'
    left join rules as own_rules on counted.channel = own_rules.channel

),

-- What nobody knows the way of came by no channel that could be withdrawn.
decided as (

    select
        *,
        coalesce(
            channel != 'unattributed'
            and order_count >= min_orders
            and credit_share >= min_credit_share,
            false
        ) as depends_by_orders,
        coalesce(
            order_count > 0 and answer_count >= min_answers and answer_share = 1, false
        ) as depends_by_answers
    from judged

),

described as (

    select
        {{ weft_key(['customer_key', 'brand_key', 'channel']) }} as channel_dependent_key,
        customer_key,
        brand_key,
        channel,
        cast(order_count as decimal(18, 4)) as order_count,
        net_revenue_amount,
        cast(order_credit as decimal(18, 4)) as credited_order_count,
        cast(credited_amount as decimal(18, 2)) as credited_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        cast(credit_share as decimal(9, 4)) as credit_share,
        answer_count,
        cast(answer_share as decimal(9, 4)) as answer_share,
        depends_by_orders or depends_by_answers as is_dependent,
        case
            when depends_by_orders and depends_by_answers then 'orders and answers'
            when depends_by_orders then 'orders'
            when depends_by_answers then 'answers'
        end as dependence
    from decided

)

select * from described

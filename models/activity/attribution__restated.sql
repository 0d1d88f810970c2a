-- One row per attribution model, conversion, channel and campaign whose credit is not what the last
-- publication said, with the reason. What is new since (a conversion later than all of that
-- publication, a model it did not have) restates nothing.
with before as (

    select * from {{ source('last_attribution', 'fct_attribution') }}

),

after as (

    select * from {{ ref('attribution__credited') }}

),

conversions_before as (

    select * from {{ source('last_attribution', 'fct_conversions') }}

),

conversions as (

    select * from {{ ref('conversions__reached') }}

),

touchpoints_before as (

    select * from {{ source('last_attribution', 'fct_touchpoints') }}

),

touchpoints as (

    select
        touchpoint_key,
        customer_key
    from {{ ref('touchpoints__stacked') }}

),

orders as (

    select * from {{ ref('orders__resolved') }}

),

models as (

    select models.*
    from {{ ref('attribution_models') }} as models
    where exists (
        select 1 from before
        where before.attribution_model = models.attribution_model
    )

),

known_until as (

    select max(converted_at) as converted_at from conversions_before

),

compared as (

    select
        coalesce(after.attribution_model, before.attribution_model) as attribution_model,
        coalesce(after.conversion_key, before.conversion_key) as conversion_key,
        coalesce(after.touchpoint_key, before.touchpoint_key) as touchpoint_key,
        before.attribution_key is not null as was_credited,
        after.attribution_key is not null as is_credited,
        before.channel as channel_before,
        after.channel as channel_after,
        before.campaign_key as campaign_before,
        after.campaign_key as campaign_after,
        coalesce(before.credit, 0) as credit_before,
        coalesce(after.credit, 0) as credit_after,
        coalesce(before.credited_amount, 0) as amount_before,
        coalesce(after.credited_amount, 0) as amount_after
    from before
    full outer join after on before.attribution_key = after.attribution_key
    where
        before.credit is distinct from after.credit
        or before.credited_amount is distinct from after.credited_amount
        or before.channel is distinct from after.channel
        or before.campaign_key is distinct from after.campaign_key

),

-- What became of each touch whose credit changed; the highest of a path is its reason.
touches_traced as (

    select
        compared.*,
        case
            when compared.touchpoint_key is null then 0
            when compared.is_credited and touchpoints_before.touchpoint_key is null then 6
            when compared.was_credited and touchpoints.touchpoint_key is null then 5
            when
                touchpoints_before.customer_key is null and touchpoints.customer_key is not null
                then 4
            when
                coalesce(touchpoints_before.customer_key, '')
                != coalesce(touchpoints.customer_key, '')
                then 3
            when compared.was_credited != compared.is_credited then 2
            when
                compared.channel_before != compared.channel_after
                or coalesce(compared.campaign_before, '') != coalesce(compared.campaign_after, '')
                then 1
            else 0
        end as trace
    from compared
    left join touchpoints on compared.touchpoint_key = touchpoints.touchpoint_key
    left join touchpoints_before
        on compared.touchpoint_key = touchpoints_before.touchpoint_key

),

traced as (

    select
        *,
        max(trace) over (partition by attribution_model, conversion_key) as path_trace
    from touches_traced

),

reasoned as (

    select
        traced.*,
        coalesce(conversions.objective, conversions_before.objective) as objective,
        coalesce(conversions.brand_key, conversions_before.brand_key) as brand_key,
        coalesce(conversions.converted_at, conversions_before.converted_at) as converted_at,
        case
            when conversions_before.conversion_key is null then 'late_conversion'
            when conversions.conversion_key is null and orders.order_status = 'cancelled'
                then 'cancelled'
            when conversions.conversion_key is null and orders.refunded_amount > 0
                then 'returned'
            when conversions.conversion_key is null then 'withdrawn'
            when conversions.amount < conversions_before.amount and orders.refunded_amount > 0
                then 'returned'
            when conversions.amount != conversions_before.amount then 'revalued'
            when
                coalesce(conversions.customer_key, '')
                != coalesce(conversions_before.customer_key, '')
                then 'customer_changed'
            when traced.path_trace = 6 then 'late_touch'
            when traced.path_trace = 5 then 'touch_withdrawn'
            when traced.path_trace = 4 then 'newly_identified'
            when traced.path_trace = 3 then 'customer_changed'
            when traced.path_trace = 1 then 'reassigned'
            when traced.path_trace = 0 and models.method = 'markov' then 're_estimated'
            else 'path_changed'
        end as reason
    from traced
    inner join models on traced.attribution_model = models.attribution_model
    left join conversions on traced.conversion_key = conversions.conversion_key
    left join conversions_before on traced.conversion_key = conversions_before.conversion_key
    left join orders on conversions_before.activity_key = orders.order_key
    cross join known_until
    where
        conversions_before.conversion_key is not null
        or conversions.converted_at <= known_until.converted_at

),

-- What a touch lost in one channel it may have gained in another.
moved as (

    select
        attribution_model, conversion_key, objective, brand_key, converted_at, reason,
        channel_before as channel, campaign_before as campaign_key,
        credit_before, cast(0 as decimal(18, 10)) as credit_after,
        amount_before, cast(0 as decimal(18, 2)) as amount_after
    from reasoned
    where was_credited
    union all
    select
        attribution_model, conversion_key, objective, brand_key, converted_at, reason,
        channel_after as channel, campaign_after as campaign_key,
        cast(0 as decimal(18, 10)) as credit_before, credit_after,
        cast(0 as decimal(18, 2)) as amount_before, amount_after
    from reasoned
    where is_credited

),

restated as (

    select
        {{ weft_key(['attribution_model', 'conversion_key', 'channel', 'campaign_key']) }}
            as restated_key,
        attribution_model,
        conversion_key,
        channel,
        campaign_key,
        objective,
        brand_key,
        converted_at,
        reason,
        cast(sum(credit_before) as decimal(18, 10)) as credit_before,
        cast(sum(credit_after) as decimal(18, 10)) as credit_after,
        cast(sum(amount_before) as decimal(18, 2)) as amount_before,
        cast(sum(amount_after) as decimal(18, 2)) as amount_after
    from moved
    group by
        attribution_model, conversion_key, channel, campaign_key, objective, brand_key,
        converted_at, reason
    having
        sum(credit_before) != sum(credit_after)
        or sum(amount_before) != sum(amount_after)

)

select * from restated

-- One row per segment and channel that customers prefer by their own answers: what it would earn to
-- write to them there, as much as now by contact weight.
with preferences as (

    select * from {{ ref('channel_preference') }}
    where reason = 'behaviour'

),

answers as (

    select * from {{ ref('channel_answers__shrunk') }}

),

channels as (

    select
        permission_channel as channel,
        min(contact_weight) as contact_weight
    from {{ ref('contact_channels') }}
    group by permission_channel

),

messages as (

    select
        channel,
        count(*) as message_count
    from {{ ref('messages__counted') }}
    group by channel

),

models as (

    select * from {{ ref('attribution_models') }}
    where is_default and coalesce(objective, 'purchase') = 'purchase'

),

-- Post is two channels of money and one of wishes.
money as (

    select
        contact_channels.permission_channel as channel,
        sum(coalesce(performance.revenue_amount, 0)) as revenue_amount,
        sum(coalesce(performance.cost_amount, 0)) as cost_amount
    from {{ ref('rpt_channel_performance') }} as performance
    inner join models on performance.attribution_model = models.attribution_model
    inner join {{ ref('contact_channels') }} as contact_channels
        on performance.channel = contact_channels.channel
    group by contact_channels.permission_channel

),

rates as (

    select
        messages.channel,
        channels.contact_weight,
        cast(money.revenue_amount as {{ double_type() }}) / messages.message_count
            as message_revenue,
        cast(money.cost_amount as {{ double_type() }}) / messages.message_count as message_cost
    from messages
    inner join channels on messages.channel = channels.channel
    inner join money on messages.channel = money.channel

),

-- A customer's message earns as much more than others' as she answers more.
weighed as (

    select
        preferences.customer_key,
        preferences.segment,
        preferences.best_channel,
        sum(answers.message_count) as message_count,
        sum(
            case when answers.channel = preferences.best_channel then answers.message_count end
        ) as best_message_count,
        sum(answers.message_count * answers.answer_index) as index_sum,
        max(case when answers.channel = preferences.best_channel then answers.answer_index end)
            as best_index,
        sum(answers.message_count * rates.contact_weight) as weight,
        sum(answers.message_count * answers.answer_index * rates.message_revenue) as revenue_now,
        sum(answers.message_count * rates.message_cost) as cost_now
    from preferences
    inner join answers on preferences.customer_key = answers.customer_key
    inner join rates on answers.channel = rates.channel
    group by preferences.customer_key, preferences.segment, preferences.best_channel

),

chosen as (

    select
        weighed.*,
        weighed.weight / rates.contact_weight as chosen_message_count,
        weighed.weight / rates.contact_weight * weighed.best_index as chosen_index_sum,
        weighed.weight / rates.contact_weight * weighed.best_index * rates.message_revenue
            as revenue_chosen,
        weighed.weight / rates.contact_weight * rates.message_cost as cost_chosen
    from weighed
    inner join rates on weighed.best_channel = rates.channel

),

-- Rounded before they are summed: sums of fractions would depend on their order.
rounded as (

    select
        segment,
        best_channel,
        message_count,
        best_message_count,
        cast(index_sum as decimal(18, 4)) as index_sum,
        cast(chosen_message_count as decimal(18, 4)) as chosen_message_count,
        cast(chosen_index_sum as decimal(18, 4)) as chosen_index_sum,
        cast(revenue_now as decimal(18, 4)) as revenue_now,
        cast(revenue_chosen as decimal(18, 4)) as revenue_chosen,
        cast(cost_now as decimal(18, 4)) as cost_now,
        cast(cost_chosen as decimal(18, 4)) as cost_chosen
    from chosen

),

summed as (

    select
        segment,
        best_channel,
        count(*) as customer_count,
        cast(sum(message_count) as bigint) as message_count,
        cast(sum(best_message_count) as bigint) as best_message_count,
        cast(sum(chosen_message_count) as decimal(18, 2)) as chosen_message_count,
        cast(sum(index_sum) / sum(message_count) as decimal(18, 4)) as index_now,
        cast(sum(chosen_index_sum) / sum(chosen_message_count) as decimal(18, 4))
            as index_chosen,
        cast(sum(revenue_now) as decimal(18, 2)) as revenue_now_amount,
        cast(sum(revenue_chosen) as decimal(18, 2)) as revenue_chosen_amount,
        cast(sum(cost_now) as decimal(18, 2)) as cost_now_amount,
        cast(sum(cost_chosen) as decimal(18, 2)) as cost_chosen_amount
    from rounded
    group by segment, best_channel

),

valued as (

    select
        {{ weft_key(['segment', 'best_channel']) }} as choice_value_key,
        segment,
        best_channel,
        customer_count,
        message_count,
        best_message_count,
        chosen_message_count,
        index_now,
        index_chosen,
        revenue_now_amount,
        revenue_chosen_amount,
        cost_now_amount,
        cost_chosen_amount,
        cast(
            revenue_chosen_amount - cost_chosen_amount - revenue_now_amount + cost_now_amount
            as decimal(18, 2)
        ) as gain_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from summed

)

select * from valued

-- One row per message that reached a customer, calls of ours among them: its weight, its moment by
-- her clock, and what she did with it. What a machine did is no answer.
{{ config(pre_hook="{{ stop_on_faults(ref('contact_settings__checked'), 'contact pressure') }}") }}
-- depends_on: {{ ref('contact_settings__checked') }}
with sends as (

    select * from {{ ref('sends__resolved') }}
    where
        status in ('sent', 'delivered')
        and not is_control
        and customer_key is not null
        and sent_at <= {{ run_at() }}

),

touches as (

    select * from {{ ref('touchpoints__stacked') }}
    where customer_key is not null

),

returned as (

    select distinct
        customer_key,
        campaign_key
    from {{ ref('responses__resolved') }}
    where response_kind = 'returned'

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

weights as (

    select * from {{ ref('contact_weights') }}

),

messages as (

    select
        sends.send_key as message_key,
        sends.customer_key,
        sends.brand_key,
        sends.channel as message_channel,
        sends.campaign_key,
        sends.sent_at,
        sends.is_transactional,
        sends.offer_code
    from sends
    left join returned
        on
            sends.customer_key = returned.customer_key
            and sends.campaign_key = returned.campaign_key
    where returned.customer_key is null
    union all
    -- A call of no campaign answers a question or settles an order.
    select
        activity_key,
        customer_key,
        brand_key,
        channel,
        campaign_key,
        touched_at,
        false as is_transactional,
        cast(null as string) as offer_code
    from touches
    where
        activity = 'call'
        and direction = 'outbound'
        and campaign_key is not null
        and touched_at <= {{ run_at() }}

),

-- Who gets a campaign twice answers it once.
answers as (

    select
        touches.customer_key,
        touches.campaign_key,
        weights.contact_channel,
        max(case when touches.touch_kind = 'opened' then 1 else 0 end) as has_opened,
        max(
            case
                when
                    touches.touch_kind in (
                        'clicked', 'visited', 'redeemed', 'replied', 'responded'
                    )
                    then 1
                else 0
            end
        ) as has_acted
    from touches
    inner join weights on touches.channel = weights.channel
    where
        touches.direction = 'inbound'
        and not touches.is_machine
        and touches.campaign_key is not null
    group by touches.customer_key, touches.campaign_key, weights.contact_channel

),

counted as (

    select
        messages.message_key,
        messages.customer_key,
        customers.household_key,
        customers.seniority,
        messages.brand_key,
        weights.contact_channel as channel,
        messages.campaign_key,
        messages.sent_at,
        {{ from_utc('messages.sent_at', 'customers.time_zone') }} as sent_local_at,
        customers.country_code,
        messages.is_transactional,
        messages.offer_code,
        weights.contact_weight,
        coalesce(answers.has_opened, 0) as has_opened,
        coalesce(answers.has_acted, 0) as has_acted,
        greatest(coalesce(answers.has_opened, 0), coalesce(answers.has_acted, 0)) as has_answered
    from messages
    inner join customers on messages.customer_key = customers.customer_key
    inner join weights on messages.message_channel = weights.channel
    left join answers
        on
            messages.customer_key = answers.customer_key
            and messages.campaign_key = answers.campaign_key
            and weights.contact_channel = answers.contact_channel

)

select * from counted

-- One row per marketing message that reached a customer, calls of ours among them: its weight, its
-- moment by her clock, and what she did with it. What a machine did is no answer.
with messages as (

    select * from {{ ref('messages__marketed') }}
    where has_arrived

),

touches as (

    select * from {{ ref('touchpoints__stacked') }}
    where
        customer_key is not null
        and campaign_key is not null
        and direction = 'inbound'
        and not is_machine
        and touched_at <= {{ run_at() }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

channels as (

    select * from {{ ref('contact_channels') }}

),

-- Who gets a campaign twice answers it once.
answers as (

    select
        touches.customer_key,
        touches.campaign_key,
        channels.permission_channel,
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
    inner join channels on touches.channel = channels.channel
    group by touches.customer_key, touches.campaign_key, channels.permission_channel

),

counted as (

    select
        messages.message_key,
        messages.customer_key,
        customers.household_key,
        customers.seniority,
        messages.brand_key,
        messages.permission_channel as channel,
        messages.campaign_key,
        messages.sent_at,
        {{ from_utc('messages.sent_at', 'customers.time_zone') }} as sent_local_at,
        customers.country_code,
        messages.offer_code,
        messages.contact_weight,
        coalesce(answers.has_opened, 0) as has_opened,
        coalesce(answers.has_acted, 0) as has_acted,
        greatest(coalesce(answers.has_opened, 0), coalesce(answers.has_acted, 0)) as has_answered
    from messages
    inner join customers on messages.customer_key = customers.customer_key
    left join answers
        on
            messages.customer_key = answers.customer_key
            and messages.campaign_key = answers.campaign_key
            and messages.permission_channel = answers.permission_channel

)

select * from counted

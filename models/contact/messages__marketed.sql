-- One row per marketing message or call of ours that went out to a customer we know, with the
-- channel whose permission it needs, and whether it reached her. Transactional messages need none
-- and press on nobody; what was held out or blocked did not go.
with sends as (

    select * from {{ ref('sends__resolved') }}
    where not is_control and not is_transactional and status not in ('held_out', 'blocked')

),

calls as (

    select * from {{ ref('touchpoints__stacked') }}
    where activity = 'call' and direction = 'outbound'

),

returned as (

    select distinct
        customer_key,
        campaign_key
    from {{ ref('responses__resolved') }}
    where response_kind = 'returned' and responded_at <= {{ run_at() }}

),

channels as (

    select * from {{ ref('contact_channels') }}

),

stacked as (

    select
        sends.send_key as message_key,
        sends.source_system,
        sends.customer_key,
        sends.channel,
        sends.brand_key,
        sends.campaign_key,
        sends.offer_code,
        sends.sent_at,
        sends.status in ('sent', 'delivered') and returned.customer_key is null as has_arrived
    from sends
    left join returned
        on
            sends.customer_key = returned.customer_key
            and sends.campaign_key = returned.campaign_key
    union all
    -- A call of no campaign answers a question or settles an order.
    select
        activity_key as message_key,
        source_system,
        customer_key,
        channel,
        brand_key,
        campaign_key,
        cast(null as string) as offer_code,
        touched_at as sent_at,
        true as has_arrived
    from calls
    where campaign_key is not null

),

marketed as (

    select
        stacked.message_key,
        stacked.source_system,
        stacked.customer_key,
        stacked.channel,
        channels.permission_channel,
        channels.contact_weight,
        stacked.brand_key,
        stacked.campaign_key,
        stacked.offer_code,
        stacked.sent_at,
        stacked.has_arrived
    from stacked
    inner join channels on stacked.channel = channels.channel
    where stacked.customer_key is not null and stacked.sent_at <= {{ run_at() }}

)

select * from marketed

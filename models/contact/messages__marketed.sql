-- One row per marketing message or call that went out to a customer we know, with the channel whose
-- permission it needs. Transactional messages need none; what was held out or blocked did not go.
with sends as (

    select * from {{ ref('sends__resolved') }}
    where not is_control and not is_transactional and status not in ('held_out', 'blocked')

),

calls as (

    select * from {{ ref('calls__unioned') }}
    where direction = 'outbound'

),

records as (

    select * from {{ ref('records__keyed') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

channels as (

    select * from {{ ref('permission_channels') }}

),

stacked as (

    select
        send_key as message_key,
        source_system,
        customer_key,
        channel,
        brand_key,
        campaign_key,
        sent_at
    from sends
    union all
    -- A call of no campaign answers a question or settles an order.
    select
        calls.call_key as message_key,
        calls.source_system,
        records.customer_key,
        'call_centre' as channel,
        coalesce(calls.brand_key, campaigns.brand_key) as brand_key,
        campaigns.campaign_key,
        calls.called_at as sent_at
    from calls
    inner join campaigns on calls.campaign_code = campaigns.campaign_code
    left join records on calls.record_key = records.record_key

),

marketed as (

    select
        stacked.message_key,
        stacked.source_system,
        stacked.customer_key,
        stacked.channel,
        channels.permission_channel,
        stacked.brand_key,
        stacked.campaign_key,
        stacked.sent_at
    from stacked
    inner join channels on stacked.channel = channels.channel
    where stacked.customer_key is not null and stacked.sent_at <= {{ run_at() }}

)

select * from marketed

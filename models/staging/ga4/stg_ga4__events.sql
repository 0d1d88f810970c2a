-- One row per event, equal events once and a purchase once per transaction; parameters as columns.
with landed as (
    {{ landed_rows('ga4', 'events') }}
),

-- Keys and values are read out of the parameter list once; every lookup is then a native one.
unpacked as (
    select
        landed.*,
        {{ list_transform('landed.event_params', 'p', 'p.key') }} as param_keys,
        {{ list_transform('landed.event_params', 'p', ga4_param_value('p')) }} as param_values,
        {{ sorted_text(
            list_transform(
                'landed.event_params', 'p',
                "p.key || '=' || coalesce(" ~ ga4_param_value('p') ~ ", '')"
            ),
            'chr(31)'
        ) }} as sorted_params
    from landed
),

named as (
    select
        {{ weft_key([
            'event_date', 'stream_id', 'user_pseudo_id', 'event_name', 'event_timestamp',
            'sorted_params',
        ]) }} as event_id,
        {{ parse_date('event_date', '%Y%m%d') }} as event_date,
        {{ from_epoch_micros('event_timestamp') }} as occurred_at,
        event_name,
        -- A text '(not set)' stands for null in every field of this export.
        {{ clean_id('user_id') }} as user_id,
        {{ clean_id('user_pseudo_id') }} as user_pseudo_id,
        stream_id,
        platform,
        lower(device.category) as device_category,
        lower(device.web_info.hostname) as hostname,
        {{ list_lookup('param_keys', 'param_values', 'ga_session_id') }} as ga_session_id,
        try_cast({{ list_lookup('param_keys', 'param_values', 'ga_session_number') }} as bigint)
            as ga_session_number,
        try_cast({{ list_lookup('param_keys', 'param_values', 'engagement_time_msec') }} as bigint)
            as engagement_msec,
        {{ parse_flag(list_lookup('param_keys', 'param_values', 'session_engaged')) }}
            as is_session_engaged,
        {{ list_lookup('param_keys', 'param_values', 'page_location') }} as page_location,
        {{ list_lookup('param_keys', 'param_values', 'page_title') }} as page_title,
        {{ list_lookup('param_keys', 'param_values', 'page_referrer') }} as page_referrer,
        {{ list_lookup('param_keys', 'param_values', 'source') }} as param_source,
        {{ list_lookup('param_keys', 'param_values', 'medium') }} as param_medium,
        {{ list_lookup('param_keys', 'param_values', 'campaign') }} as param_campaign,
        {{ list_lookup('param_keys', 'param_values', 'content') }} as param_content,
        {{ list_lookup('param_keys', 'param_values', 'term') }} as param_term,
        {{ list_lookup('param_keys', 'param_values', 'gclid') }} as param_gclid,
        {{ list_lookup('param_keys', 'param_values', 'search_term') }} as search_term,
        {{ clean_id(list_lookup('param_keys', 'param_values', 'transaction_id')) }}
            as param_transaction_id,
        {{ list_lookup('param_keys', 'param_values', 'promotion_name') }} as param_promotion_name,
        {{ try_decimal(list_lookup('param_keys', 'param_values', 'value')) }} as param_value_amount,
        {{ list_lookup('param_keys', 'param_values', 'currency') }} as currency_code,
        collected_traffic_source.manual_source as collected_source,
        collected_traffic_source.manual_medium as collected_medium,
        collected_traffic_source.manual_campaign_name as collected_campaign,
        collected_traffic_source.manual_content as collected_content,
        collected_traffic_source.manual_term as collected_term,
        collected_traffic_source.gclid as collected_gclid,
        collected_traffic_source.dclid as collected_dclid,
        collected_traffic_source.srsltid as collected_srsltid,
        session_traffic_source_last_click.google_ads_campaign.campaign_name
            as google_ads_campaign_name,
        {{ clean_id('ecommerce.transaction_id') }} as ecommerce_transaction_id,
        {{ try_decimal('ecommerce.purchase_revenue') }} as purchase_amount,
        {{ try_decimal('ecommerce.refund_value') }} as refund_amount,
        {{ list_first('items') }}.promotion_name as item_promotion_name,
        batch_page_id,
        batch_ordering_id,
        batch_event_index,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on
    from unpacked
),

transacted as (
    select
        named.*,
        coalesce(ecommerce_transaction_id, param_transaction_id) as transaction_id,
        -- A thank-you page that is loaded again sends its purchase again.
        case
            when event_name = 'purchase'
                then coalesce(
                    stream_id || '|' || coalesce(ecommerce_transaction_id, param_transaction_id),
                    event_id
                )
            else event_id
        end as once_per
    from named
),

unique_events as (
    select *
    from transacted
    qualify row_number() over (
        partition by once_per
        order by occurred_at, event_id, source_file, line_number
    ) = 1
)

select * from unique_events

-- One row per customer: what who talks to her should see at once.
with customers as (

    select * from {{ ref('dim_customer') }}
    where not coalesce(is_test, false)

),

allowed as (

    select
        customer_key,
        channel,
        brand_key
    from {{ ref('customer_permissions') }}
    where purpose = 'marketing' and may_be_contacted

),

permissions as (

    select
        customer_key,
        {{ sorted_text_list("case when channel = 'phone' then brand_key end") }} as phone_brands,
        {{ sorted_text_list("case when channel = 'email' then brand_key end") }} as email_brands,
        {{ sorted_text_list("case when channel = 'sms' then brand_key end") }} as sms_brands,
        {{ sorted_text_list("case when channel = 'post' then brand_key end") }} as post_brands
    from allowed
    group by customer_key

),

preferences as (

    select * from {{ ref('channel_preference') }}

),

segments as (

    select
        customer_key,
        max(case when scheme = 'life_cycle' and brand_key = 'all' then segment end) as life_cycle,
        max(case when scheme = 'rfm' and brand_key = 'all' then segment end) as rfm_segment,
        {{ sorted_text_list("case when scheme = 'in_market' then topic end") }} as in_market_topics
    from {{ ref('customer_segments') }}
    group by customer_key

),

complaints as (

    select
        customer_key,
        count(case when closed_at is null then 1 end) as open_complaint_count,
        {{ sorted_text_list('case when closed_at is null then topic end') }}
            as open_complaint_topics,
        max(opened_at) as last_complaint_at
    from {{ ref('complaints__dated') }}
    group by customer_key

),

last_orders as (

    select
        customer_key,
        order_id,
        brand_key,
        order_channel,
        order_status,
        ordered_at,
        net_revenue_amount
    from {{ ref('fct_orders') }}
    where
        is_counted
        and total_amount >= 0
        and customer_key is not null
        and ordered_at <= {{ run_at() }}
    qualify row_number() over (
        partition by customer_key order by ordered_at desc, order_key
    ) = 1

),

last_messages as (

    select
        messages.customer_key,
        messages.sent_at,
        campaigns.campaign_name
    from {{ ref('messages__marketed') }} as messages
    left join {{ ref('campaigns__merged') }} as campaigns
        on messages.campaign_key = campaigns.campaign_key
    where messages.has_arrived
    qualify row_number() over (
        partition by messages.customer_key order by messages.sent_at desc, messages.message_key
    ) = 1

),

baskets as (

    select
        customer_key,
        count(*) as open_basket_count,
        sum(basket_amount) as open_basket_amount
    from {{ ref('abandonments') }}
    where state = 'open' and customer_key is not null
    group by customer_key

),

triggers as (

    select
        customer_key,
        {{ sorted_text_list('customer_trigger') }} as due_triggers
    from {{ ref('customer_triggers') }}
    where state = 'due'
    group by customer_key

),

viewed as (

    select
        customers.customer_key,
        customers.customer_reference,
        concat_ws(' ', customers.title, customers.given_name, customers.family_name) as full_name,
        customers.customer_kind,
        customers.phone,
        customers.mobile,
        customers.email,
        customers.city,
        customers.postcode,
        customers.account_key,
        customers.seniority,
        customers.is_deceased,
        segments.life_cycle,
        segments.rfm_segment,
        segments.in_market_topics,
        preferences.best_channel,
        cast(preferences.best_hour as int) as best_hour,
        permissions.phone_brands,
        permissions.email_brands,
        permissions.sms_brands,
        permissions.post_brands,
        coalesce(complaints.open_complaint_count, 0) as open_complaint_count,
        complaints.open_complaint_topics,
        complaints.last_complaint_at,
        customers.order_count,
        customers.net_revenue_amount,
        customers.currency_code,
        last_orders.order_id as last_order_id,
        last_orders.brand_key as last_order_brand_key,
        last_orders.order_channel as last_order_channel,
        last_orders.order_status as last_order_status,
        last_orders.ordered_at as last_ordered_at,
        last_orders.net_revenue_amount as last_order_amount,
        last_messages.sent_at as last_message_at,
        last_messages.campaign_name as last_message,
        coalesce(baskets.open_basket_count, 0) as open_basket_count,
        cast(coalesce(baskets.open_basket_amount, 0) as decimal(18, 2)) as open_basket_amount,
        triggers.due_triggers,
        case
            when customers.is_deceased then 'deceased'
            when complaints.open_complaint_count > 0 then 'open complaint'
            when baskets.open_basket_count > 0 then 'open basket'
            when segments.in_market_topics is not null then 'in market'
            when segments.life_cycle in ('at_risk', 'lapsed') then 'losing her'
            when triggers.due_triggers is not null then 'event'
        end as talk_first_of
    from customers
    left join permissions on customers.customer_key = permissions.customer_key
    left join preferences on customers.customer_key = preferences.customer_key
    left join segments on customers.customer_key = segments.customer_key
    left join complaints on customers.customer_key = complaints.customer_key
    left join last_orders on customers.customer_key = last_orders.customer_key
    left join last_messages on customers.customer_key = last_messages.customer_key
    left join baskets on customers.customer_key = baskets.customer_key
    left join triggers on customers.customer_key = triggers.customer_key

)

select * from viewed

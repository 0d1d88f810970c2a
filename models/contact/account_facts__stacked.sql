-- One row per account and thing that who visits it should know.
{%- set first_day = add_days(run_at(), '-' ~ var('brief_days')) %}
{%- set of_accounts = "brand_key in ('" ~ var('account_brands') | join("', '") ~ "')" %}
with members as (

    select
        account_key,
        customer_key,
        job_title,
        contact_role,
        seniority
    from {{ ref('account_members') }}
    where is_main

),

customers as (

    select * from {{ ref('dim_customer') }}
    where not coalesce(is_test, false) and not is_deceased

),

preferences as (

    select * from {{ ref('channel_preference') }}

),

interests as (

    select * from {{ ref('interests__dated') }}
    where look_score > 0 and shown_on > {{ first_day }} and {{ of_accounts }}

),

orders as (

    select * from {{ ref('orders__resolved') }}
    where
        customer_key is not null
        and not is_test
        and ordered_at <= {{ run_at() }}
        and {{ of_accounts }}

),

account_orders as (

    select
        members.account_key,
        orders.*
    from orders
    inner join members on orders.customer_key = members.customer_key

),

last_orders as (

    select
        account_key,
        max(ordered_at) as last_ordered_at
    from account_orders
    where is_counted and total_amount >= 0
    group by account_key

),

enquiries as (

    select * from {{ ref('fct_conversions') }}
    where
        objective = 'lead_form'
        and cast(converted_at as date) > {{ first_day }}
        and converted_at <= {{ run_at() }}
        and {{ of_accounts }}

),

complaints as (

    select * from {{ ref('complaints__dated') }}
    where
        (closed_at is null or cast(closed_at as date) > {{ first_day }})
        and {{ of_accounts }}

),

events as (

    select * from {{ ref('touchpoints__stacked') }}
    where
        channel = 'event'
        and touch_kind = 'attended'
        and cast(touched_at as date) > {{ first_day }}
        and touched_at <= {{ run_at() }}
        and {{ of_accounts }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

facts as (

    select
        members.account_key,
        'contacts' as section,
        members.customer_key as line_key,
        members.customer_key,
        cast(null as string) as brand_key,
        coalesce(
            nullif(concat_ws(' ', customers.given_name, customers.family_name), ''), 'Name unknown'
        ) as headline,
        concat_ws(
            ', ', members.job_title, members.contact_role, members.seniority,
            'best reached by ' || preferences.best_channel
        ) as detail,
        cast(customers.last_order_at as date) as happened_on,
        customers.net_revenue_amount as amount,
        case members.seniority when 'director' then 1 when 'manager' then 2 else 3 end as rank_order
    from members
    inner join customers on members.customer_key = customers.customer_key
    left join preferences on members.customer_key = preferences.customer_key
    union all
    select
        members.account_key,
        'looked at' as section,
        interests.brand_key || interests.topic as line_key,
        cast(null as string) as customer_key,
        interests.brand_key,
        interests.topic as headline,
        cast(count(distinct interests.customer_key) as string) || ' of them, '
        || cast(count(distinct interests.shown_on) as string) || ' days' as detail,
        max(interests.shown_on) as happened_on,
        cast(null as decimal(18, 2)) as amount,
        cast(-sum(interests.look_score) as int) as rank_order
    from interests
    inner join members on interests.customer_key = members.customer_key
    group by members.account_key, interests.brand_key, interests.topic
    union all
    -- An order that is not settled yet is an offer made; an enquiry without an order one to make.
    select
        account_key,
        'open quotes' as section,
        order_key as line_key,
        customer_key,
        brand_key,
        order_id as headline,
        'open order by ' || order_channel as detail,
        cast(ordered_at as date) as happened_on,
        total_amount as amount,
        1 as rank_order
    from account_orders
    where order_status = 'open' and cast(ordered_at as date) > {{ first_day }}
    union all
    select
        members.account_key,
        'open quotes' as section,
        enquiries.conversion_key as line_key,
        enquiries.customer_key,
        enquiries.brand_key,
        'Enquiry' as headline,
        'no order since' as detail,
        cast(enquiries.converted_at as date) as happened_on,
        cast(null as decimal(18, 2)) as amount,
        2 as rank_order
    from enquiries
    inner join members on enquiries.customer_key = members.customer_key
    left join last_orders on members.account_key = last_orders.account_key
    where coalesce(last_orders.last_ordered_at < enquiries.converted_at, true)
    union all
    select
        members.account_key,
        'complaints' as section,
        complaints.case_key as line_key,
        complaints.customer_key,
        complaints.brand_key,
        complaints.topic as headline,
        case when complaints.closed_at is null then 'open' else 'closed' end as detail,
        cast(complaints.opened_at as date) as happened_on,
        cast(null as decimal(18, 2)) as amount,
        case when complaints.closed_at is null then 1 else 2 end as rank_order
    from complaints
    inner join members on complaints.customer_key = members.customer_key
    union all
    select
        account_key,
        'last orders' as section,
        order_key as line_key,
        customer_key,
        brand_key,
        order_id as headline,
        concat_ws(', ', order_channel, order_status) as detail,
        cast(ordered_at as date) as happened_on,
        net_revenue_amount as amount,
        1 as rank_order
    from account_orders
    where is_counted and total_amount >= 0
    union all
    select
        members.account_key,
        'events' as section,
        events.touchpoint_key as line_key,
        events.customer_key,
        events.brand_key,
        coalesce(campaigns.campaign_name, 'Event') as headline,
        'attended' as detail,
        cast(events.touched_at as date) as happened_on,
        cast(null as decimal(18, 2)) as amount,
        1 as rank_order
    from events
    inner join members on events.customer_key = members.customer_key
    left join campaigns on events.campaign_key = campaigns.campaign_key

)

select * from facts

-- One row per customer and brand whose e-mails she read lately: what, when, whether to ring her.
with touches as (

    select * from {{ ref('touchpoints__stacked') }}
    where
        channel = 'email'
        and touch_kind in ('opened', 'clicked')
        and not is_machine
        and customer_key is not null
        and brand_key is not null
        and touched_at > {{ add_seconds(run_at(), '-86400 * ' ~ var('telemail_days')) }}
        and touched_at <= {{ run_at() }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

interests as (

    select
        customer_key,
        brand_key,
        cast(sum(interest_score) as decimal(18, 4)) as interest_score,
        {{ sorted_text_list('topic') }} as viewed_topics
    from {{ ref('interests__dated') }}
    where shown_on > {{ add_days(run_at(), '-' ~ var('telemail_days')) }}
    group by customer_key, brand_key

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

numbers as (

    select
        customer_key,
        coalesce(phone, mobile) as phone
    from {{ ref('dim_customer') }}

),

permissions as (

    select * from {{ ref('customer_permissions') }}
    where channel = 'phone' and purpose = 'marketing'

),

refused_numbers as (

    select distinct
        customer_key,
        brand_key,
        address
    from {{ ref('refused_addresses') }}
    where channel = 'phone' and purpose = 'marketing' and lifted_at is null

),

role_limits as (

    select * from {{ ref('role_limits') }}
    where channel = 'phone'

),

full_caps as (

    select * from {{ ref('caps__reached') }}
    where channel = 'call_centre'

),

quiet_hours as (

    select * from {{ ref('quiet_hours') }}
    where channel = 'phone'

),

quiet_now as (

    select distinct customers.customer_key
    from customers
    inner join quiet_hours
        on
            coalesce(quiet_hours.country_code, customers.country_code, '')
            = coalesce(customers.country_code, '')
            and {{ is_quiet(from_utc(run_at(), 'customers.time_zone'), 'quiet_hours') }}

),

read_mails as (

    select
        touches.customer_key,
        touches.brand_key,
        count(distinct touches.campaign_key) as read_count,
        count(distinct case when touches.touch_kind = 'clicked' then touches.campaign_key end)
            as clicked_count,
        max(touches.touched_at) as last_read_at,
        {{ sorted_text_list('campaigns.campaign_name') }} as read_campaigns
    from touches
    left join campaigns on touches.campaign_key = campaigns.campaign_key
    group by touches.customer_key, touches.brand_key

),

judged as (

    select
        read_mails.customer_key,
        read_mails.brand_key,
        read_mails.read_count,
        read_mails.clicked_count,
        read_mails.last_read_at,
        read_mails.read_campaigns,
        interests.viewed_topics,
        coalesce(interests.interest_score, 0) as interest_score,
        numbers.phone,
        case
            when numbers.phone is null then 'no_number'
            when permissions.permission_state = 'refused' then 'refused'
            when refused_numbers.address is not null then 'refused'
            when not permissions.may_be_contacted then 'not_asked'
            when role_limits.seniority is not null then 'role'
            when full_caps.customer_key is not null then 'cap'
            when quiet_now.customer_key is not null then 'quiet_hours'
            else 'call'
        end as state
    from read_mails
    inner join customers on read_mails.customer_key = customers.customer_key
    inner join numbers on read_mails.customer_key = numbers.customer_key
    left join interests
        on
            read_mails.customer_key = interests.customer_key
            and read_mails.brand_key = interests.brand_key
    inner join permissions
        on
            read_mails.customer_key = permissions.customer_key
            and read_mails.brand_key = permissions.brand_key
    left join refused_numbers
        on
            read_mails.customer_key = refused_numbers.customer_key
            and read_mails.brand_key = refused_numbers.brand_key
            and numbers.phone = refused_numbers.address
    left join role_limits on customers.seniority = role_limits.seniority
    left join full_caps
        on
            read_mails.customer_key = full_caps.customer_key
            and read_mails.brand_key = full_caps.brand_key
    left join quiet_now on read_mails.customer_key = quiet_now.customer_key
    where not customers.is_test

),

ranked as (

    select
        {{ weft_key(['customer_key', 'brand_key']) }} as call_key,
        customer_key,
        brand_key,
        state,
        case
            when state in ('call', 'quiet_hours')
                then row_number() over (
                    partition by
                        brand_key, case when state in ('call', 'quiet_hours') then 1 else 0 end
                    order by
                        clicked_count desc, interest_score desc, last_read_at desc, customer_key
                )
        end as call_rank,
        phone,
        read_count,
        clicked_count,
        last_read_at,
        read_campaigns,
        viewed_topics,
        interest_score
    from judged

)

select * from ranked

-- One row per customer and event that is, or just was, a reason to write to her.
{%- set today = 'cast(' ~ run_at() ~ ' as date)' %}
with customers as (

    select
        customer_key,
        birth_date,
        cast(first_order_at as date) as first_order_on
    from {{ ref('dim_customer') }}
    where not coalesce(is_test, false) and not is_deceased

),

moves as (

    select * from {{ ref('moves__resolved') }}

),

history as (

    select * from {{ ref('customer_segment_history') }}

),

stages as (

    select
        listed.segment,
        listed.customer_trigger
    from (
        values
        ('first_time', 'first_purchase'),
        ('at_risk', 'at_risk'),
        ('lapsed', 'lapse'),
        ('won_back', 'won_back')
    ) as listed (segment, customer_trigger)

),

rules as (

    select * from {{ ref('trigger_rules') }}
    where is_active

),

messages as (

    select
        messages.message_key,
        messages.customer_key,
        messages.brand_key,
        messages.sent_at,
        campaigns.campaign_name
    from {{ ref('messages__marketed') }} as messages
    left join {{ ref('campaigns__merged') }} as campaigns
        on messages.campaign_key = campaigns.campaign_key
    where messages.has_arrived

),

-- The year of the run and those beside it: a window may reach over New Year.
years as (

    select cast(extract(year from {{ today }}) as int) + distances.distance as year_number
    from (values (-1), (0), (1)) as distances (distance)

),

yearly as (

    select
        customers.customer_key,
        'birthday' as customer_trigger,
        {{ anniversary_in('customers.birth_date', 'years.year_number') }} as happens_on
    from customers
    cross join years
    where customers.birth_date is not null
    union all
    select
        customers.customer_key,
        'anniversary' as customer_trigger,
        {{ anniversary_in('customers.first_order_on', 'years.year_number') }} as happens_on
    from customers
    cross join years
    where
        customers.first_order_on is not null
        and extract(year from customers.first_order_on) < years.year_number

),

events as (

    select
        customer_key,
        customer_trigger,
        'all' as brand_key,
        cast(null as string) as topic,
        happens_on,
        cast(null as date) as is_over_on
    from yearly
    union all
    select
        customer_key,
        'move' as customer_trigger,
        'all' as brand_key,
        cast(null as string) as topic,
        moved_on as happens_on,
        cast(null as date) as is_over_on
    from moves
    union all
    -- A brand's own: over all brands together it would be told twice. A welcome is due even to who
    -- has bought again; what a purchase ends is no reason to write any more.
    select
        history.customer_key,
        stages.customer_trigger,
        history.brand_key,
        cast(null as string) as topic,
        history.valid_from as happens_on,
        case when stages.customer_trigger in ('at_risk', 'lapse') then history.valid_to end
            as is_over_on
    from history
    inner join stages on history.segment = stages.segment
    where history.scheme = 'life_cycle' and history.brand_key != 'all'
    union all
    select
        customer_key,
        'in_market' as customer_trigger,
        brand_key,
        topic,
        valid_from as happens_on,
        valid_to as is_over_on
    from history
    where scheme = 'in_market'

),

windowed as (

    select
        {{ weft_key([
            'events.customer_key', 'events.customer_trigger', 'events.brand_key', 'events.topic',
            'events.happens_on'
        ]) }} as customer_trigger_key,
        events.customer_key,
        events.customer_trigger,
        events.brand_key,
        events.topic,
        events.happens_on,
        {{ add_days('events.happens_on', '-rules.days_before') }} as due_from,
        {{ add_days('events.happens_on', 'rules.days_after') }} as due_to,
        events.is_over_on,
        rules.campaign_pattern
    from events
    inner join customers on events.customer_key = customers.customer_key
    inner join rules on events.customer_trigger = rules.customer_trigger
    where
        {{ add_days('events.happens_on', '-rules.days_before') }} <= {{ today }}
        and {{ add_days('events.happens_on', 'rules.days_after') }}
        >= {{ add_days(today, '-' ~ var('trigger_keep_days')) }}

),

-- On the first day a message may have been earlier than the event: it counts from the day after.
answers as (

    select
        windowed.customer_trigger_key,
        messages.message_key,
        messages.sent_at
    from windowed
    inner join messages
        on
            windowed.customer_key = messages.customer_key
            and cast(messages.sent_at as date) > windowed.due_from
            and cast(messages.sent_at as date) <= windowed.due_to
    where
        windowed.brand_key in ('all', messages.brand_key)
        and (
            windowed.campaign_pattern is null
            or lower(messages.campaign_name) like lower(windowed.campaign_pattern)
        )
    qualify row_number() over (
        partition by windowed.customer_trigger_key
        order by messages.sent_at, messages.message_key
    ) = 1

),

judged as (

    select
        windowed.customer_trigger_key,
        windowed.customer_key,
        windowed.customer_trigger,
        windowed.brand_key,
        windowed.topic,
        windowed.happens_on,
        windowed.due_from,
        windowed.due_to,
        case
            when answers.message_key is not null then 'acted_upon'
            when windowed.is_over_on <= {{ today }} then 'over'
            when windowed.due_to < {{ today }} then 'missed'
            else 'due'
        end as state,
        answers.message_key as acted_upon_by,
        answers.sent_at as acted_upon_at
    from windowed
    left join answers on windowed.customer_trigger_key = answers.customer_trigger_key

)

select * from judged

-- One row per visit in which a basket, a booking or a form was left, and what ended it.
with sessions as (

    select * from {{ ref('sessions__resolved') }}
    where continued_in_session_key is null

),

acts as (

    select * from {{ ref('session_acts__counted') }}

),

brands as (

    select * from {{ ref('brands') }}

),

rules as (

    select * from {{ ref('abandonment_rules') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

-- A cancelled order was a purchase; what a till took back was none.
purchases as (

    select
        orders.order_key,
        orders.customer_key,
        customers.household_key,
        orders.brand_key,
        orders.order_channel,
        orders.ordered_at
    from {{ ref('orders__resolved') }} as orders
    inner join customers on orders.customer_key = customers.customer_key
    where not orders.is_test and orders.total_amount >= 0 and orders.ordered_at <= {{ run_at() }}

),

begun as (

    select
        sessions.session_key,
        sessions.customer_key,
        sessions.visitor_key,
        sessions.brand_key,
        sessions.started_at,
        sessions.ended_at,
        case
            when sessions.basket_count > 0 or acts.checkout_count > 0
                then case when brands.takes_bookings then 'booking' else 'basket' end
            when acts.form_start_count > 0 then 'form'
        end as abandonment_kind,
        acts.checkout_count > 0 as has_reached_checkout,
        sessions.purchase_count > 0 or acts.thanks_page_count > 0 as has_bought,
        acts.form_finish_count > 0 as has_finished_form,
        greatest(acts.basket_amount, 0) as basket_amount,
        acts.main_topic
    from sessions
    inner join acts on sessions.session_key = acts.session_key
    left join brands on sessions.brand_key = brands.brand_key

),

abandoned as (

    select
        begun.*,
        customers.household_key,
        rules.wait_minutes,
        rules.silence_days,
        rules.list_days,
        rules.household_silences
    from begun
    inner join rules on begun.abandonment_kind = rules.abandonment_kind
    left join customers on begun.customer_key = customers.customer_key
    where
        not begun.has_bought
        and not (begun.abandonment_kind = 'form' and begun.has_finished_form)
        and begun.ended_at <= {{ run_at() }}

),

-- Two joins by equality instead of one by either: of the customer, then of her home.
endings as (

    select
        abandoned.session_key,
        purchases.order_key,
        purchases.ordered_at,
        purchases.order_channel,
        false as is_of_household
    from abandoned
    inner join purchases
        on
            abandoned.customer_key = purchases.customer_key
            and abandoned.brand_key = purchases.brand_key
            and abandoned.started_at <= purchases.ordered_at
            and {{ date_diff_seconds('abandoned.started_at', 'purchases.ordered_at') }}
            < abandoned.silence_days * 86400
    union all
    select
        abandoned.session_key,
        purchases.order_key,
        purchases.ordered_at,
        purchases.order_channel,
        true as is_of_household
    from abandoned
    inner join purchases
        on
            abandoned.household_key = purchases.household_key
            and abandoned.brand_key = purchases.brand_key
            and abandoned.customer_key != purchases.customer_key
            and abandoned.started_at <= purchases.ordered_at
            and {{ date_diff_seconds('abandoned.started_at', 'purchases.ordered_at') }}
            < abandoned.silence_days * 86400
    where abandoned.household_silences

),

first_endings as (

    select
        session_key,
        order_key,
        ordered_at,
        order_channel,
        is_of_household
    from endings
    qualify row_number() over (
        partition by session_key order by ordered_at, is_of_household, order_key
    ) = 1

),

aged as (

    select
        abandoned.session_key,
        abandoned.abandonment_kind,
        abandoned.customer_key,
        abandoned.visitor_key,
        abandoned.household_key,
        abandoned.brand_key,
        abandoned.started_at,
        abandoned.ended_at as left_at,
        abandoned.has_reached_checkout,
        cast(abandoned.basket_amount as decimal(18, 2)) as basket_amount,
        abandoned.main_topic as topic,
        first_endings.order_key as silenced_by_order_key,
        first_endings.ordered_at as silenced_at,
        first_endings.order_channel as silenced_in,
        first_endings.is_of_household as is_silenced_by_household,
        {{ date_diff_seconds('abandoned.ended_at', run_at()) }} as age_seconds,
        abandoned.wait_minutes,
        abandoned.list_days
    from abandoned
    left join first_endings on abandoned.session_key = first_endings.session_key

),

listed as (

    select
        session_key,
        abandonment_kind,
        customer_key,
        visitor_key,
        household_key,
        brand_key,
        started_at,
        left_at,
        cast(age_seconds / 3600.0 as decimal(18, 2)) as age_hours,
        has_reached_checkout,
        basket_amount,
        '{{ var("reporting_currency") }}' as currency_code,
        topic,
        silenced_by_order_key,
        silenced_at,
        silenced_in,
        is_silenced_by_household,
        case
            when silenced_by_order_key is not null then 'silenced'
            when age_seconds < wait_minutes * 60 then 'waiting'
            when age_seconds < list_days * 86400 then 'open'
            else 'expired'
        end as state
    from aged

)

select * from listed

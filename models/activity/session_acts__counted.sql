-- One row per session with what was done in it: searches, promotions, downloads, forms, basket, and
-- what its pages say of the visitor's interest.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

pages as (

    select * from {{ ref('page_views__timed') }}

),

paths as (

    select * from {{ ref('web_paths__described') }}
    where page_kind = 'form'

),

rates as (

    select * from {{ ref('currency_rates__dated') }}

),

event_acts as (

    select
        events.session_key,
        count(*) filter (where events.event_name in ('view_search_results', 'search'))
            as search_event_count,
        count(*) filter (where events.event_name = 'view_promotion') as promotion_view_count,
        count(*) filter (where events.event_name = 'select_promotion') as promotion_click_count,
        count(*) filter (where events.event_name = 'file_download') as download_count,
        count(*) filter (where events.event_name = 'form_start') as form_start_event_count,
        -- Searching and buying send forms as well: a page of a form must be one.
        count(*) filter (
            where events.event_name = 'generate_lead'
            or (events.event_name = 'form_submit' and paths.page_path is not null)
        ) as form_finish_count,
        count(*) filter (where events.event_name = 'begin_checkout') as checkout_event_count,
        cast(sum(case
            when events.event_name = 'add_to_cart' then events.value_amount * rates.rate
            when events.event_name = 'remove_from_cart' then -events.value_amount * rates.rate
        end) as decimal(18, 2)) as basket_amount
    from events
    left join rates
        on
            events.currency_code = rates.currency_code
            and cast(events.occurred_at as date) >= rates.valid_from
            and cast(events.occurred_at as date) < rates.valid_to
    left join paths on events.host = paths.host and events.page_path = paths.page_path
    group by events.session_key

),

page_acts as (

    select
        session_key,
        count(*) filter (where page_kind = 'search') as search_page_count,
        count(*) filter (where page_kind = 'form') as form_page_count,
        count(*) filter (where page_kind = 'checkout') as checkout_page_count,
        count(*) filter (where page_kind = 'thanks') as thanks_page_count,
        cast(sum(page_score) as decimal(18, 4)) as page_score
    from pages
    group by session_key

),

topic_scores as (

    select
        session_key,
        topic,
        sum(page_score) as topic_score
    from pages
    where topic is not null
    group by session_key, topic

),

main_topics as (

    select
        session_key,
        topic
    from topic_scores
    qualify row_number() over (partition by session_key order by topic_score desc, topic) = 1

),

-- A tag says what a page is for by an event, a server's log by the page alone.
counted as (

    select
        event_acts.session_key,
        greatest(event_acts.search_event_count, coalesce(page_acts.search_page_count, 0))
            as search_count,
        event_acts.promotion_view_count,
        event_acts.promotion_click_count,
        event_acts.download_count,
        greatest(
            event_acts.form_start_event_count, coalesce(page_acts.form_page_count, 0),
            event_acts.form_finish_count
        ) as form_start_count,
        event_acts.form_finish_count,
        greatest(event_acts.checkout_event_count, coalesce(page_acts.checkout_page_count, 0))
            as checkout_count,
        coalesce(page_acts.thanks_page_count, 0) as thanks_page_count,
        coalesce(event_acts.basket_amount, 0) as basket_amount,
        coalesce(page_acts.page_score, 0) as page_score,
        main_topics.topic as main_topic
    from event_acts
    left join page_acts on event_acts.session_key = page_acts.session_key
    left join main_topics on event_acts.session_key = main_topics.session_key

)

select * from counted

-- One row per ticket. A refund is a further row of the ticket, with its amount in brackets: the
-- rows are summed, and the status is the refund's.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('eventbrite', 'attendees') }}
),

settled as (
    {{ settled_rows('landed', 'eventbrite') }}
),

read as (
    select
        {{ clean_id('attendee_id') }} as attendee_id,
        {{ clean_id('order_id') }} as order_id,
        {{ to_utc(local_timestamp('order_date'), 'source_zone') }} as ordered_at,
        -- `Info Requested` stands where the buyer has not named the guest: a null word.
        {{ clean_name('first_name') }} as given_name,
        {{ clean_name('last_name') }} as family_name,
        {{ clean_email('email') }} as email,
        {{ clean_name('buyer_first_name') }} as buyer_given_name,
        {{ clean_name('buyer_last_name') }} as buyer_family_name,
        {{ clean_email('buyer_email') }} as buyer_email,
        {{ clean_text('ticket_type') }} as ticket_type,
        lower({{ clean_text('attendee_status') }}) as attendee_status,
        {{ parse_amount('total_paid') }} as paid_amount,
        coalesce(upper({{ clean_text('currency') }}), source_currency) as currency_code,
        {{ parse_flag('checked_in') }} as is_checked_in,
        {{ to_utc(local_timestamp('checked_in_at'), 'source_zone') }} as checked_in_at,
        {{ clean_text('home_address_1') }} as address_line_1,
        {{ clean_text('home_address_2') }} as address_line_2,
        {{ clean_text('home_city') }} as city,
        {{ clean_text('home_state') }} as region,
        {{ clean_postcode('home_zip', country_code('home_country')) }} as postcode,
        {{ country_code('home_country') }} as country_code,
        {{ clean_phone('cell_phone', country_code('home_country')) }} as mobile,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('company') }} as company_name,
        coalesce(
            {{ clean_id('event_id') }}, event_id_in_path, lower({{ clean_text('event_name') }})
        ) as event_id,
        {{ clean_text('event_name') }} as event_name,
        {{ to_utc(local_timestamp('event_start_date'), 'source_zone') }} as event_starts_at,
        coalesce({{ campaign_code_in('event_name') }}, {{ campaign_code_in('file_name') }})
            as campaign_code,
        upper({{ clean_id('promo_code') }}) as promo_code,
        {{ clean_text('affiliate') }} as affiliate,
        {{ parse_flag('email_opt_in') }} as has_opted_in_to_email,
        _delivered_on as delivered_on,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_id('attendee_id') }} is not null
),

tickets as (
    select
        *,
        sum(paid_amount) over (partition by attendee_id) as net_paid_amount,
        bool_or(paid_amount < 0 or attendee_status = 'refunded') over (partition by attendee_id)
            as is_refunded
    from read
    qualify row_number() over (
        partition by attendee_id
        order by
            coalesce(paid_amount < 0, false) asc,
            delivered_on desc,
            source_file desc,
            line_number desc
    ) = 1
),

-- Companions carry the buyer's mail. It is the ticket's whose name is the buyer's, else that of
-- the first ticket with a name; on the others it is somebody else's.
owned as (
    select
        *,
        row_number() over (
            partition by event_id, order_id, email
            order by
                coalesce(
                    lower(given_name) = lower(buyer_given_name)
                    and lower(family_name) = lower(buyer_family_name),
                    false
                ) desc,
                (family_name is not null) desc,
                attendee_id asc
        ) = 1 as is_email_own
    from tickets
)

select * from owned

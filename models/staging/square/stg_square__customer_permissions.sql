-- One row per customer of the till's directory and change of the e-mail status between exports.
-- Reads every export ever landed, not only the newest: the status is a state without a time. Here
-- "unsubscribed" says that somebody objected, also where no export ever said "subscribed".
with exports as (select * from {{ source('square', 'customers') }}),

states as (
    select
        {{ clean_id('square_customer_id') }} as customer_id,
        {{ clean_email('email_address') }} as email,
        case lower({{ clean_text('email_subscription_status') }})
            when 'subscribed' then 'opt_in'
            when 'unsubscribed' then 'opt_out'
        end as action,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on,
        _file_id as file_id
    from exports
),

compared as (
    select
        states.*,
        lag(action) over (
            partition by customer_id
            order by delivered_on, source_file, file_id, line_number
        ) as previous_action
    from states
    where customer_id is not null and email is not null and action is not null
),

changes as (
    select
        customer_id,
        email,
        action,
        source_file,
        line_number,
        delivered_on
    from compared
    where action is distinct from previous_action
)

select * from changes

-- One row per member and moment of a sign-up or unsubscription, with the first export that tells.
-- Reads every export ever landed, not only the newest: who has signed up again shows no trace of
-- having left.
{{ config(materialized='table') }}

with exports as (select * from {{ source('mailchimp', 'members') }}),

settings as (select * from {{ ref('source_settings') }} where source_system = 'mailchimp_export'),

timed as (
    select
        {{ mailchimp_audience('exports.audience') }} as audience,
        coalesce(
            {{ clean_email('exports.email_address') }},
            lower({{ clean_id('exports.email_address') }})
        ) as email_address,
        {{ stated_timestamp('exports.optin_time', 'settings.time_zone', 'settings.date_locale') }}
            as opted_in_at,
        {{ stated_timestamp('exports.confirm_time', 'settings.time_zone', 'settings.date_locale') }}
            as confirmed_at,
        {{ stated_timestamp('exports.unsub_time', 'settings.time_zone', 'settings.date_locale') }}
            as unsubscribed_at,
        lower({{ clean_text('exports.unsub_reason') }}) as unsubscribed_reason,
        exports._source_file as source_file,
        exports._line_number as line_number,
        exports._delivered_on as delivered_on
    from exports
    cross join settings
),

acts as (
    -- With a double opt-in the confirmation is the consent; the sign-up alone is not.
    select
        audience,
        email_address,
        'opt_in' as action,
        coalesce(confirmed_at, opted_in_at) as acted_at,
        case when confirmed_at is not null then 'confirmed sign-up' else 'sign-up' end as evidence,
        source_file,
        line_number,
        delivered_on
    from timed
    union all
    select
        audience,
        email_address,
        'opt_out' as action,
        unsubscribed_at as acted_at,
        'unsubscribed' || coalesce(': ' || unsubscribed_reason, '') as evidence,
        source_file,
        line_number,
        delivered_on
    from timed
),

first_told as (
    select *
    from acts
    where acted_at is not null and email_address is not null
    qualify row_number() over (
        partition by audience, email_address, action, acted_at
        order by delivered_on, source_file, line_number
    ) = 1
)

select * from first_told

-- One row per card, channel and change of the permission flag between exports.
-- Reads every export ever landed, not only the newest: a flag is a state without a time. The first
-- "yes" is dated by the application, later changes by the export that shows them.
with exports as (select * from {{ source('loyalty', 'cards') }}),

settings as (select * from {{ ref('source_settings') }} where source_system = 'loyalty'),

states as (
    select
        {{ clean_card_no('exports.card_no') }} as card_no,
        {{ clean_email('exports.email') }} as email,
        {{ clean_phone('exports.mobile', 'settings.country_code') }} as mobile,
        {{ parse_flag('exports.email_ok') }} as is_email_allowed,
        {{ parse_flag('exports.sms_ok') }} as is_sms_allowed,
        {{ parse_flag('exports.post_ok') }} as is_post_allowed,
        {{ local_date('exports.join_date', 'settings.date_locale') }} as joined_on,
        exports._source_file as source_file,
        exports._line_number as line_number,
        exports._delivered_on as delivered_on,
        exports._file_id as file_id
    from exports
    cross join settings
),

by_channel as (
    {%- for channel, flag, identifier_type, contact_point in [
        ('email', 'is_email_allowed', 'email', 'email'),
        ('sms', 'is_sms_allowed', 'phone', 'mobile'),
        ('post', 'is_post_allowed', 'loyalty_card', 'card_no'),
    ] %}
    select
        card_no,
        '{{ channel }}' as channel,
        '{{ identifier_type }}' as identifier_type,
        {{ contact_point }} as contact_point,
        {{ flag }} as is_allowed,
        joined_on,
        source_file,
        line_number,
        delivered_on,
        file_id
    from states
    where card_no is not null and {{ contact_point }} is not null and {{ flag }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

compared as (
    select
        by_channel.*,
        lag(is_allowed) over (
            partition by card_no, channel
            order by delivered_on, source_file, file_id, line_number
        ) as was_allowed
    from by_channel
),

changes as (
    select
        card_no,
        channel,
        identifier_type,
        contact_point,
        is_allowed,
        case
            when was_allowed is null then least(coalesce(joined_on, delivered_on), delivered_on)
            else delivered_on
        end as changed_on,
        source_file,
        line_number,
        delivered_on
    from compared
    where is_allowed is distinct from coalesce(was_allowed, false)
)

select * from changes

-- One row per browser at an address, robots left out: all a server log knows of a person.
with events as (
    select *
    from {{ ref('weblog__web_events') }}
    where not is_bot
),

visitors as (
    select
        {{ weft_key(['ip_address', 'user_agent']) }} as visitor_id,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        min(device_category) as device_category,
        min(source_file) as source_file,
        min(line_number) as line_number
    from events
    group by ip_address, user_agent
),

conformed as (
    {{ conform('visitors', 'visitors', {
        'source_system': "'weblog'",
        'source_id': 'visitor_id',
        'visitor_id': 'visitor_id',
        'first_seen_at': 'first_seen_at',
        'last_seen_at': 'last_seen_at',
        'device_category': 'device_category',
    }) }}
)

select * from conformed

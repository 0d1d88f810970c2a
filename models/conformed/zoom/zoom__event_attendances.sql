-- One row per webinar, occurrence and person of its audience. Minutes are the union of the stays:
-- what two devices saw at once counts once, and a stay that ends before it begins counts nothing.
with stays as (
    select * from {{ ref('stg_zoom__attendance') }} where section = 'attendee'
),

covered as (
    select
        *,
        max(greatest(left_at, joined_at)) over (
            partition by webinar_id, webinar_started_at, person_id
            order by joined_at, left_at, source_file, line_number
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from stays
),

measured as (
    select
        *,
        case
            when left_at > greatest(joined_at, covered_until)
                then {{ date_diff_seconds('greatest(joined_at, covered_until)', 'left_at') }}
            else 0
        end as new_seconds
    from covered
),

people as (
    select
        webinar_id,
        webinar_started_at,
        person_id,
        max_by(topic, {{ file_order() }}) as topic,
        max_by(campaign_code, {{ file_order() }}) as campaign_code,
        bool_or(has_attended) as has_attended,
        max_by(approval_status, {{ file_order() }}) as approval_status,
        min(registered_at) as registered_at,
        min(joined_at) as joined_at,
        sum(new_seconds) as seconds_attended,
        max_by(source_file, {{ file_order() }}) as source_file,
        max_by(line_number, {{ file_order() }}) as line_number
    from measured
    group by webinar_id, webinar_started_at, person_id
),

statuses as (
    select * from {{ ref('attendee_statuses') }} where source_system = 'zoom'
),

mapping as (
    {{ mapped_campaigns('zoom') }}
),

described as (
    select
        people.*,
        coalesce(people.campaign_code, mapping.campaign_code) as event_campaign_code,
        case
            when people.has_attended then 'attended'
            else coalesce(statuses.status, 'registered')
        end as status
    from people
    left join statuses on people.approval_status = statuses.source_status
    left join mapping on people.webinar_id = mapping.source_campaign_id
),

conformed as (
    {{ conform('event_attendances', 'described', {
        'source_system': "'zoom'",
        'source_id': "concat_ws(
                '|', webinar_id, cast(webinar_started_at as string), person_id
            )",
        'event_id': 'webinar_id',
        'event_name': 'topic',
        'event_kind': "'webinar'",
        'campaign_code': 'event_campaign_code',
        'record_key': weft_key(["'zoom'", "webinar_id || '|' || person_id"]),
        'status': 'status',
        'registered_at': 'registered_at',
        'attended_at': "case when status = 'attended' then joined_at end",
        'minutes_attended': "case
                when status = 'attended' then " ~ integer_divide('seconds_attended', '60') ~ "
            end",
        'brand_key': brand_of_campaign('event_campaign_code'),
    }) }}
)

select * from conformed

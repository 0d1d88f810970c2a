-- One row per session that only led to another: a short link, a code or a personal page of the
-- micro-site, and the visit of a brand's site that it opened. Both are one visit, seen twice.
{% set so_far -%}
    partition by campaign_code, purl
    order by
        case when is_door then ended_at else started_at end,
        case when is_door then 0 else 1 end,
        session_key
    rows between unbounded preceding and current row
{%- endset %}

with sessions as (

    select * from {{ ref('sessions__sourced') }}

),

channelled as (

    select * from {{ ref('sessions__channelled') }}
    where campaign_code is not null

),

paths as (

    select * from {{ ref('web_paths__described') }}
    where page_kind in ('redirect', 'personal')

),

placed as (

    select
        sessions.session_key,
        channelled.campaign_code,
        coalesce(sessions.purl, '') as purl,
        sessions.started_at,
        sessions.ended_at,
        paths.page_path is not null as is_door
    from sessions
    inner join channelled on sessions.session_key = channelled.session_key
    left join paths
        on sessions.host = paths.host and sessions.landing_path = paths.page_path

),

-- Each visit follows the last door of its campaign, and of its personal URL, before it.
lined_up as (

    select
        session_key,
        started_at,
        is_door,
        {{ last_value_ignore_nulls('case when is_door then session_key end', so_far) }}
            as door_key,
        {{ last_value_ignore_nulls('case when is_door then ended_at end', so_far) }}
            as door_left_at
    from placed
),

followed as (

    select
        door_key,
        session_key,
        started_at
    from lined_up
    where
        not is_door
        and {{ date_diff_seconds('door_left_at', 'started_at') }} <= {{ var('doorway_seconds') }}

),

continued as (

    select
        door_key as session_key,
        session_key as continued_in_session_key
    from followed
    qualify row_number() over (partition by door_key order by started_at, session_key) = 1

)

select * from continued

-- One row per visitor of a logged site who is a robot, and by what it is known: by its name or by
-- having none (a browser always names itself), or by what it does: asking for what only scanners
-- ask for, asking faster than people read, asking for pages without the pictures and styles in
-- them, or finding nothing at all.
-- User agents are few, requests many: each user agent is judged once.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('weblog', 'requests') }}
),

visitors as (select * from {{ ref('weblog__visitors_paced') }}),

bot_user_agents as (select * from {{ ref('bot_user_agents') }}),

bot_paths as (select * from {{ ref('bot_paths') }}),

limits as (
    select
        {{ detection_limit('robot_pages_a_minute') }} as pages_a_minute,
        {{ detection_limit('robot_pages_without_assets') }} as pages_without_assets,
        {{ detection_limit('robot_errors') }} as errors
),

-- Pictures may come from another server: then no log has them, and nobody is told by that.
sites as (
    select
        visitors.site_name,
        count(*) filter (where visitors.assets > 0) * 2 > count(*) as serves_assets
    from visitors
    cross join limits
    where visitors.pages >= limits.pages_without_assets
    group by visitors.site_name
),

user_agents as (
    select distinct user_agent
    from visitors
),

robot_agents as (
    select distinct user_agents.user_agent
    from user_agents
    inner join bot_user_agents
        on
            case bot_user_agents.match_kind
                when 'starts'
                    then left(
                        user_agents.user_agent, length(bot_user_agents.user_agent_part)
                    ) = bot_user_agents.user_agent_part
                when 'ends'
                    then right(
                        user_agents.user_agent, length(bot_user_agents.user_agent_part)
                    ) = bot_user_agents.user_agent_part
                else contains(user_agents.user_agent, bot_user_agents.user_agent_part)
            end
),

asked as (
    select distinct
        remote_host as ip_address,
        {{ log_text('user_agent') }} as user_agent,
        lower(request) as request
    from landed
),

scanners as (
    select distinct
        asked.ip_address,
        asked.user_agent
    from asked
    inner join bot_paths on contains(asked.request, bot_paths.path_part)
),

judged as (
    select
        visitors.ip_address,
        visitors.user_agent,
        bool_or(robot_agents.user_agent is not null or coalesce(visitors.user_agent, '') = '')
            as has_robot_agent,
        bool_or(scanners.ip_address is not null) as has_robot_path,
        bool_or(visitors.pages_a_minute >= limits.pages_a_minute) as has_robot_pace,
        bool_or(
            coalesce(sites.serves_assets, false)
            and visitors.pages >= limits.pages_without_assets and visitors.assets = 0
        ) as has_no_assets,
        bool_or(visitors.errors >= limits.errors and visitors.errors = visitors.requests)
            as has_errors_only
    from visitors
    cross join limits
    left join sites on visitors.site_name = sites.site_name
    left join robot_agents on visitors.user_agent = robot_agents.user_agent
    left join scanners
        on
            visitors.ip_address = scanners.ip_address
            and visitors.user_agent is not distinct from scanners.user_agent
    group by visitors.ip_address, visitors.user_agent
),

robots as (
    select
        ip_address,
        user_agent,
        has_robot_agent,
        has_robot_path,
        has_robot_pace,
        has_no_assets,
        has_errors_only
    from judged
    where
        has_robot_agent or has_robot_path or has_robot_pace or has_no_assets or has_errors_only
)

select * from robots

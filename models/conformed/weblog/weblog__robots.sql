-- One row per visitor of a logged site who is a robot, and by what it is known. A browser always
-- names itself, so a visitor without a user agent is one.
-- User agents are few, requests many: each user agent is judged once.
with landed as (
    {{ landed_rows('weblog', 'requests') }}
),

bot_user_agents as (select * from {{ ref('bot_user_agents') }}),

bot_paths as (select * from {{ ref('bot_paths') }}),

user_agents as (
    select distinct user_agent
    from landed
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

requests as (
    select distinct
        remote_host,
        user_agent,
        request
    from landed
),

scanners as (
    select distinct
        requests.remote_host,
        requests.user_agent
    from requests
    inner join bot_paths on contains(lower(requests.request), bot_paths.path_part)
),

visitors as (
    select distinct
        remote_host,
        user_agent
    from landed
),

robots as (
    select
        visitors.remote_host as ip_address,
        nullif(visitors.user_agent, '-') as user_agent,
        robot_agents.user_agent is not null
        or coalesce(visitors.user_agent, '-') in ('-', '') as has_robot_agent,
        scanners.remote_host is not null as has_robot_path
    from visitors
    left join robot_agents on visitors.user_agent = robot_agents.user_agent
    left join scanners
        on
            visitors.remote_host = scanners.remote_host
            and visitors.user_agent is not distinct from scanners.user_agent
    where
        robot_agents.user_agent is not null
        or coalesce(visitors.user_agent, '-') in ('-', '')
        or scanners.remote_host is not null
)

select * from robots

-- One row per session with its channel and campaign, by the rules in seeds/channel_rules.csv.
with sessions as (

    select * from {{ ref('sessions__sourced') }}

),

rules as (

    select * from {{ ref('channel_rules') }}

),

platforms as (

    select * from {{ ref('ad_platforms') }}

),

-- Two platforms may have campaigns of one name. A name of one campaign needs no platform.
mapping as (

    select
        lower(campaign_name) as campaign_name,
        source_system,
        min(campaign_code) as campaign_code
    from {{ ref('campaign_mapping') }}
    where campaign_code is not null
    group by lower(campaign_name), source_system

),

unique_names as (

    select
        campaign_name,
        min(campaign_code) as campaign_code
    from mapping
    group by campaign_name
    having count(distinct campaign_code) = 1

),

codes as (

    select * from {{ ref('tracking_codes__issued') }}

),

-- The rules are tried on the few different sources there are, not on every session.
sources as (

    select distinct
        coalesce(traffic_source, '') as traffic_source,
        coalesce(traffic_medium, '') as traffic_medium,
        click_id_type is not null as has_click_id
    from sessions

),

fitting as (

    select
        sources.traffic_source,
        sources.traffic_medium,
        sources.has_click_id,
        min_by(rules.channel, rules.rule_order) as channel
    from sources
    inner join rules
        on
            {{ regexp_matches('sources.traffic_source', "coalesce(rules.source_pattern, '')") }}
            and {{ regexp_matches('sources.traffic_medium', "coalesce(rules.medium_pattern, '')") }}
            and (not rules.requires_click_id or sources.has_click_id)
    where sources.traffic_source != '' or sources.traffic_medium != ''
    group by sources.traffic_source, sources.traffic_medium, sources.has_click_id

),

channelled as (

    select
        sessions.session_key,
        sessions.source_system,
        sessions.visitor_key,
        sessions.session_id,
        sessions.started_at,
        sessions.ended_at,
        sessions.event_count,
        sessions.page_view_count,
        sessions.basket_count,
        sessions.purchase_count,
        coalesce(sessions.brand_key, codes.brand_key) as brand_key,
        sessions.device_category,
        sessions.host,
        sessions.landing_path,
        sessions.exit_path,
        sessions.referrer_host,
        sessions.traffic_source,
        sessions.traffic_medium,
        sessions.utm_campaign,
        sessions.first_search_term,
        coalesce(sessions.utm_content, codes.creative_code) as creative_code,
        case
            when sessions.traffic_source is null and sessions.traffic_medium is null
                then 'direct'
            else coalesce(fitting.channel, 'unassigned')
        end as source_channel,
        coalesce(
            {{ campaign_code_in('sessions.utm_campaign') }},
            mapping.campaign_code,
            unique_names.campaign_code,
            codes.campaign_code,
            case
                when sessions.landing_path like '/q/%'
                    then {{ campaign_code_in('sessions.landing_path') }}
            end
        ) as campaign_code
    from sessions
    left join fitting
        on
            coalesce(sessions.traffic_source, '') = fitting.traffic_source
            and coalesce(sessions.traffic_medium, '') = fitting.traffic_medium
            and (sessions.click_id_type is not null) = fitting.has_click_id
    left join platforms on sessions.traffic_source = platforms.traffic_source
    left join mapping
        on
            lower(sessions.utm_campaign) = mapping.campaign_name
            and platforms.source_system = mapping.source_system
    left join unique_names on lower(sessions.utm_campaign) = unique_names.campaign_name
    left join codes
        on
            codes.code = case
                when sessions.purl is not null then lower(sessions.purl)
                when sessions.landing_path like '/s/%'
                    then regexp_extract(sessions.landing_path, '^/s/([A-Za-z0-9]+)', 1)
            end
            and codes.code_kind = case
                when sessions.purl is not null then 'purl'
                else 'short_link'
            end

)

select * from channelled

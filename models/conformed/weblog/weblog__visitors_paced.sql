-- One row per visitor of a logged site with how it behaves: most pages in one minute, and requests,
-- errors, assets and pages in all. A line that stands in two logs counts twice.
with landed as (
    {{ landed_rows('weblog', 'requests') }}
),

requests as (
    select
        coalesce(lower(site), 'default') as site_name,
        remote_host as ip_address,
        {{ log_text('user_agent') }} as user_agent,
        left(requested_at, length('01/Jan/2026:10:15')) as requested_minute,
        status,
        {{ is_web_asset(regexp_group('request', "'^[A-Z]+ ([^ ?]+)'", 1)) }} as is_asset
    from landed
),

minutes as (
    select
        site_name,
        ip_address,
        user_agent,
        requested_minute,
        count(*) as requests,
        count(*) filter (where status like '4%') as errors,
        count(*) filter (where is_asset) as assets,
        count(*) filter (where not is_asset and status = '200') as pages
    from requests
    group by site_name, ip_address, user_agent, requested_minute
),

visitors as (
    select
        site_name,
        ip_address,
        user_agent,
        max(pages) as pages_a_minute,
        sum(requests) as requests,
        sum(errors) as errors,
        sum(assets) as assets,
        sum(pages) as pages
    from minutes
    group by site_name, ip_address, user_agent
)

select * from visitors

-- One row per click on a link of an e-mail, with whether a scanner made it.
-- Security scanners follow every link at once: several links of one e-mail, first clicked within
-- seconds of each other, are a scanner's. How many and how fast is in the seed detection_limits.
with clicks as (select * from {{ ref('stg_mailchimp__clicks') }}),

limits as (
    select
        {{ detection_limit('scanner_links') }} as scanner_links,
        {{ detection_limit('scanner_seconds') }} as scanner_seconds
),

first_clicks as (
    select
        audience,
        campaign_file,
        email_address,
        url,
        min({{ epoch_seconds('clicked_at') }}) as first_clicked_second
    from clicks
    group by audience, campaign_file, email_address, url
),

-- The n-th link after this one tells how long the scanner would have needed; a link belongs to a
-- burst when it is the first, the last or any between of enough links within the seconds.
paced as (
    select
        first_clicks.*,
        row_number() over (
            partition by audience, campaign_file, email_address
            order by first_clicked_second, url
        ) as link_number
    from first_clicks
),

bursts as (
    select
        starts.audience,
        starts.campaign_file,
        starts.email_address,
        starts.first_clicked_second as started_second,
        limits.scanner_seconds
    from paced as starts
    cross join limits
    inner join paced as ends
        on
            starts.audience = ends.audience
            and starts.campaign_file = ends.campaign_file
            and starts.email_address = ends.email_address
            and ends.link_number = starts.link_number + limits.scanner_links - 1
    where ends.first_clicked_second - starts.first_clicked_second <= limits.scanner_seconds
),

judged as (
    select
        clicks.*,
        exists(
            select 1
            from bursts
            where
                clicks.audience = bursts.audience
                and clicks.campaign_file = bursts.campaign_file
                and clicks.email_address = bursts.email_address
                and {{ epoch_seconds('clicks.clicked_at') }} between bursts.started_second
                and bursts.started_second + bursts.scanner_seconds
        ) as is_burst
    from clicks
)

select * from judged

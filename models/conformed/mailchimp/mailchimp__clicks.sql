-- One row per click on a link of an e-mail, with whether a machine made it.
-- Security scanners follow every link at once: three links or more of one e-mail, first clicked
-- within five seconds of each other, are a scanner's.
with clicks as (select * from {{ ref('stg_mailchimp__clicks') }}),

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

bursts as (
    select
        first_clicks.*,
        count(*) over (
            partition by audience, campaign_file, email_address
            order by first_clicked_second
            range between 5 preceding and 5 following
        ) >= 3 as is_burst
    from first_clicks
),

judged as (
    select
        clicks.*,
        bursts.is_burst
        and {{ epoch_seconds('clicks.clicked_at') }} <= bursts.first_clicked_second + 5 as is_burst
    from clicks
    inner join bursts
        on
            clicks.audience = bursts.audience
            and clicks.campaign_file = bursts.campaign_file
            and clicks.email_address = bursts.email_address
            and clicks.url is not distinct from bursts.url
)

select * from judged

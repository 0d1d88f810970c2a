-- One row per activity file of an audience, with the campaign it belongs to.
-- The campaign is only in the file name: a number and the title as a slug. A file of recipients
-- names the campaign itself; else the title decides (the n-th file of a title that was used again
-- is the n-th campaign of that title), then the campaign code.
with files as (select * from {{ ref('stg_mailchimp__activity_files') }}),

campaigns as (select * from {{ ref('stg_mailchimp__campaigns') }}),

numbered_files as (
    select
        files.*,
        row_number() over (
            partition by audience, title_slug
            order by file_number, campaign_file
        ) as title_occurrence
    from files
),

numbered_campaigns as (
    select
        audience,
        campaign_id,
        title_slug,
        row_number() over (
            partition by audience, title_slug
            order by sent_at, campaign_id
        ) as title_occurrence
    from campaigns
),

by_code as (
    select
        audience,
        campaign_code,
        min(campaign_id) as campaign_id
    from campaigns
    where campaign_code is not null
    group by audience, campaign_code
    having count(*) = 1
),

matched as (
    select
        files.audience,
        files.campaign_file,
        coalesce(files.campaign_id, by_title.campaign_id, by_code.campaign_id) as campaign_id,
        files.campaign_code as file_campaign_code,
        files.source_file,
        files.line_number
    from numbered_files as files
    left join numbered_campaigns as by_title
        on
            files.audience = by_title.audience
            and files.title_slug = by_title.title_slug
            and files.title_occurrence = by_title.title_occurrence
    left join by_code
        on
            files.audience = by_code.audience
            and files.campaign_code = by_code.campaign_code
),

described as (
    select
        matched.audience,
        matched.campaign_file,
        coalesce(matched.campaign_id, matched.campaign_file) as campaign_id,
        coalesce(campaigns.campaign_code, matched.file_campaign_code) as campaign_code,
        campaigns.sent_at,
        matched.source_file,
        matched.line_number
    from matched
    left join campaigns
        on
            matched.audience = campaigns.audience
            and matched.campaign_id = campaigns.campaign_id
)

select * from described

-- One row per campaign and recipient: a send.
{{ config(materialized='table') }}

with landed as (
    {{ landed_rows('mailchimp', 'recipients') }}
),

renamed as (
    select
        {{ mailchimp_audience('audience') }} as audience,
        lower(campaign_file) as campaign_file,
        {{ clean_id('campaign_id') }} as campaign_id,
        lower({{ clean_id('member_id') }}) as email_md5,
        {{ clean_id('combination_id') }} as combination_id,
        {{ clean_id('list_id') }} as list_id,
        _source_file as source_file,
        _line_number as line_number,
        _delivered_on as delivered_on
    from landed
),

unique_recipients as (
    select *
    from renamed
    qualify row_number() over (
        partition by audience, coalesce(campaign_id, campaign_file), email_md5
        order by delivered_on, source_file, line_number
    ) = 1
)

select * from unique_recipients

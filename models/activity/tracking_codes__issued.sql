-- One row per address that was printed or sent to bring a visit, with the campaign that it speaks
-- for: personal URLs, and short links in text messages.
with sends as (

    select * from {{ ref('sends__unioned') }}

),

stacked as (

    select
        'purl' as code_kind,
        lower(purl) as code,
        campaign_code,
        brand_key,
        creative_code,
        record_key
    from sends
    where purl is not null
    union all
    select
        'short_link' as code_kind,
        regexp_extract(message_text, '/s/([A-Za-z0-9]+)', 1) as code,
        campaign_code,
        brand_key,
        creative_code,
        cast(null as string) as record_key
    from sends
    where message_text like '%/s/%'

),

aggregated as (

    select
        {{ weft_key(['code_kind', 'code']) }} as tracking_code_key,
        code_kind,
        code,
        min(campaign_code) as campaign_code,
        min(brand_key) as brand_key,
        min(creative_code) as creative_code,
        min(record_key) as record_key
    from stacked
    where code is not null and code != '' and campaign_code is not null
    group by code_kind, code

)

select * from aggregated

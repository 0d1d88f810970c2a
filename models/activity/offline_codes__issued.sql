-- One row per code printed for buyers and campaign that printed it: key codes, with their cell and
-- creative, offer codes, and numbers to call.
with sends as (

    select * from {{ ref('sends__resolved') }}
    where campaign_key is not null

),

offers as (

    select * from {{ ref('stg_mail_house__offer_codes') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

stacked as (

    select lower(key_code) as code, 'key_code' as code_kind, campaign_key, cell_code, creative_code
    from sends
    where key_code is not null
    union all
    select
        lower(offer_code), 'offer_code', campaign_key, cast(null as string) as cell_code,
        cast(null as string) as creative_code
    from sends
    where offer_code is not null
    union all
    select
        lower(offers.offer_code), 'offer_code', campaigns.campaign_key,
        cast(null as string) as cell_code, cast(null as string) as creative_code
    from offers
    inner join campaigns on offers.campaign_code = campaigns.campaign_code
    union all
    select
        offers.response_number, 'tracking_number', campaigns.campaign_key,
        cast(null as string) as cell_code, cast(null as string) as creative_code
    from offers
    inner join campaigns on offers.campaign_code = campaigns.campaign_code
    where offers.response_number is not null

),

-- A key code that several cells share tells none of them, nor one of several creatives.
issued as (

    select
        code,
        campaign_key,
        min(code_kind) as code_kind,
        case when count(distinct cell_code) = 1 then min(cell_code) end as cell_code,
        case when count(distinct creative_code) = 1 then min(creative_code) end as creative_code
    from stacked
    where code != ''
    group by code, campaign_key

),

counted as (

    select
        {{ weft_key(['code', 'campaign_key']) }} as offline_code_key,
        code,
        code_kind,
        campaign_key,
        cell_code,
        creative_code,
        count(*) over (partition by code) as campaign_count
    from issued

)

select * from counted

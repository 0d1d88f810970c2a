-- One row per campaign without a code and registered campaign that it may be, the likeliest first.
with met as (

    select * from {{ ref('campaign_names__met') }}

),

unmapped as (

    select * from {{ ref('campaigns__unmapped') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

weighed as (

    select
        met.unmapped_campaign_key,
        met.campaign_key,
        unmapped.campaign_name,
        campaigns.campaign_code,
        campaigns.campaign_name as suggested_name,
        met.shared_words,
        met.is_code_slip,
        met.rarity,
        unmapped.brand_key = campaigns.brand_key as is_same_brand,
        unmapped.first_seen_on <= campaigns.ends_on
        and unmapped.last_seen_on >= campaigns.starts_on as is_same_time,
        case when met.is_code_slip then 0.9 else met.word_likeness end as word_likeness,
        1.0 - levenshtein(lower(unmapped.campaign_name), lower(campaigns.campaign_name))
        / cast(
            greatest(length(unmapped.campaign_name), length(campaigns.campaign_name), 1)
            as {{ double_type() }}
        ) as letter_likeness
    from met
    inner join unmapped on met.unmapped_campaign_key = unmapped.unmapped_campaign_key
    inner join campaigns on met.campaign_key = campaigns.campaign_key

),

scored as (

    select
        *,
        cast(
            (
                greatest(word_likeness, letter_likeness)
                + case when coalesce(is_same_brand, false) then 0.1 else 0 end
                + case when coalesce(is_same_time, false) then 0.1 else 0 end
            ) / 1.2 as decimal(5, 4)
        ) as similarity_score
    from weighed
    -- Another brand's campaign of the same words is another campaign.
    where coalesce(is_same_brand, true)

),

ranked as (

    select
        *,
        row_number() over (
            partition by unmapped_campaign_key
            order by similarity_score desc, rarity desc, campaign_code
        ) as suggestion_rank
    from scored

),

suggested as (

    select
        {{ weft_key(['unmapped_campaign_key', 'campaign_key']) }} as suggestion_key,
        unmapped_campaign_key,
        campaign_name,
        suggestion_rank,
        campaign_code as suggested_campaign_code,
        suggested_name as suggested_campaign_name,
        similarity_score,
        case when is_code_slip then 'a code one character off: ' else 'shares: ' end
        || shared_words
        || case when coalesce(is_same_brand, false) then '; same brand' else '' end
        || case when coalesce(is_same_time, false) then '; same time' else '' end as reason
    from ranked
    where suggestion_rank <= {{ var('campaign_suggestion_count') }}

)

select * from suggested

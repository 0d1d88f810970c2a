-- One row per order matched back, with the share of such orders that the mailing caused, as the
-- hold-out cells tell: what held-out people order in the same days would have come anyway.
-- Codes first, since nobody quotes the code of a mailing she never saw; what is left of the effect
-- is shared out over the days.
with chosen as (

    select
        *,
        case
            when evidence = 'code' then 'code'
            when evidence = 'household' then 'household'
            else 'person'
        end as evidence_group,
        -- Answers come early, other orders at any time.
        case
            when evidence = 'household' then 0
            else {{ integer_divide('days_since_in_home', '14') }}
        end as fortnight
    from {{ ref('matchbacks__chosen') }}

),

pieces as (

    select distinct
        send_key,
        campaign_key,
        is_control
    from {{ ref('mailing_pieces__tied') }}

),

-- What one order of a held-out person stands for among the mailed.
campaigns as (

    select
        campaign_key,
        cast(
            count(*) filter (where not is_control)
            / cast(nullif(count(*) filter (where is_control), 0) as double)
            as decimal(18, 9)
        ) as control_weight
    from pieces
    group by campaign_key

),

weighted as (

    select
        chosen.channel,
        chosen.evidence_group,
        chosen.fortnight,
        case when chosen.is_control then 0 else 1 end as matched,
        case when chosen.is_control then campaigns.control_weight else 0 end as expected
    from chosen
    inner join campaigns on chosen.campaign_key = campaigns.campaign_key
    where campaigns.control_weight is not null

),

by_channel as (

    select
        channel,
        sum(case when evidence_group = 'code' then matched else 0 end) as coded_count,
        sum(case when evidence_group != 'household' then matched - expected else 0 end)
            as caused_count
    from weighted
    group by channel

),

by_fortnight as (

    select
        channel,
        evidence_group,
        fortnight,
        sum(matched) as matched_count,
        sum(expected) as expected_count
    from weighted
    group by channel, evidence_group, fortnight

),

shared as (

    select
        chosen.order_key,
        chosen.send_key,
        chosen.campaign_key,
        chosen.channel,
        chosen.cell_code,
        chosen.is_control,
        chosen.evidence,
        chosen.tie,
        chosen.in_home_date,
        chosen.days_since_in_home,
        chosen.confidence,
        chosen.mailing_count,
        case
            when chosen.is_control then 0
            when chosen.evidence_group = 'code'
                then by_channel.caused_count / cast(nullif(by_channel.coded_count, 0) as double)
            else
                1 - by_fortnight.expected_count
                / cast(nullif(by_fortnight.matched_count, 0) as double)
        end as share
    from chosen
    left join by_channel on chosen.channel = by_channel.channel
    left join by_fortnight
        on
            chosen.channel = by_fortnight.channel
            and chosen.evidence_group = by_fortnight.evidence_group
            and chosen.fortnight = by_fortnight.fortnight

),

weighed as (

    select
        order_key,
        send_key,
        campaign_key,
        channel,
        cell_code,
        is_control,
        evidence,
        tie,
        in_home_date,
        days_since_in_home,
        confidence,
        mailing_count,
        cast(case when share < 0 then 0 when share > 1 then 1 else share end as decimal(7, 6))
            as incremental_share
    from shared

)

select * from weighed

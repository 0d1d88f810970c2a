-- One row per order that a mailing counts: the strongest evidence, then the closest tie to a piece,
-- then the cell the key code names, then the latest day in home.
with claims as (

    select * from {{ ref('matchbacks__claimed') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by order_key
            order by
                evidence_rank, tie_rank, is_of_cell desc, in_home_date desc, campaign_key, send_key,
                claim_key
        ) as choice,
        min(evidence_rank) over (partition by order_key) as best_rank
    from claims

),

rivals as (

    select
        order_key,
        count(distinct campaign_key) as mailing_count
    from ranked
    where evidence_rank = best_rank
    group by order_key

),

chosen as (

    select
        ranked.order_key,
        ranked.send_key,
        ranked.campaign_key,
        ranked.channel,
        ranked.cell_code,
        ranked.is_control,
        ranked.evidence,
        ranked.tie,
        ranked.in_home_date,
        ranked.days_since_in_home,
        cast(ranked.confidence as decimal(5, 4)) as confidence,
        rivals.mailing_count
    from ranked
    inner join rivals on ranked.order_key = rivals.order_key
    where ranked.choice = 1

)

select * from chosen

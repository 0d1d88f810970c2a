-- One row per fault in what matchback and lift rest on: evidence rules, windows, plans of cells,
-- with its cure. Neither starts while there is one (macro stop_on_faults).
{{ config(materialized='view') }}
with channels as (

    select * from {{ ref('channels') }}

),

rules as (

    select
        *,
        count(*) over (partition by channel, evidence) as row_count,
        count(*) over (partition by channel, evidence_rank) as rank_count
    from {{ ref('matchback_rules') }}

),

windows as (

    select
        *,
        count(*) over (partition by channel) as row_count
    from {{ ref('lift_windows') }}

),

plans as (

    select
        *,
        count(*) over (partition by campaign_pattern, cell_code) as row_count,
        sum(planned_share) over (partition by campaign_pattern) as whole_share
    from {{ ref('cell_plans') }}

),

rule_faults as (

    select
        'seeds/matchback_rules.csv' as place,
        coalesce(rules.channel, '(no channel)') || ', ' || coalesce(rules.evidence, '(no evidence)')
        || ': '
        || case
            when channels.channel is null then 'seeds/channels.csv has no such channel'
            when
                not coalesce(
                    rules.evidence in ('code', 'link', 'customer', 'name_address', 'household'),
                    false
                )
                then 'is none of code, link, customer, name_address and household'
            when rules.row_count > 1 then 'stands there more than once'
            when rules.evidence_rank is null then 'its evidence_rank is missing'
            when rules.rank_count > 1
                then
                    'another row of the channel has evidence_rank '
                    || cast(rules.evidence_rank as string) || ' too'
            when not coalesce(rules.confidence > 0 and rules.confidence <= 1, false)
                then 'its confidence is not above 0 and at most 1'
            when not coalesce(rules.first_day <= rules.last_day, false)
                then 'its window is upside down: first_day is after last_day, or one is missing'
            when rules.needs_same_brand is null then 'needs_same_brand is neither true nor false'
        end as fault
    from rules
    left join channels on rules.channel = channels.channel

),

window_faults as (

    select
        'seeds/lift_windows.csv' as place,
        coalesce(windows.channel, '(no channel)') || ': '
        || case
            when channels.channel is null then 'seeds/channels.csv has no such channel'
            when windows.row_count > 1 then 'two windows for one channel'
            when not coalesce(windows.first_day <= windows.last_day, false)
                then 'its window is upside down: first_day is after last_day, or one is missing'
            when not coalesce(windows.settle_days >= 0, false)
                then 'its settle_days is missing or below 0'
            when windows.needs_same_brand is null then 'needs_same_brand is neither true nor false'
        end as fault
    from windows
    left join channels on windows.channel = channels.channel

),

plan_faults as (

    select
        'seeds/cell_plans.csv' as place,
        coalesce(campaign_pattern, '(no pattern)') || ', ' || coalesce(cell_code, '(no cell)')
        || ': '
        || case
            when campaign_pattern is null or cell_code is null then 'pattern and cell are needed'
            when row_count > 1 then 'stands there more than once'
            when not coalesce(planned_share > 0, false) then 'its planned_share is not above 0'
            when abs(whole_share - 1) > 0.000001
                then
                    'the shares of its pattern sum to '
                    || cast(cast(whole_share as decimal(9, 4)) as string) || ', not to 1'
        end as fault
    from plans

),

stacked as (

    select * from rule_faults
    union all
    select * from window_faults
    union all
    select * from plan_faults

),

checked as (

    select distinct
        {{ weft_key(['place', 'fault']) }} as fault_key,
        place,
        fault,
        'Correct the row, or take it out' as cure
    from stacked
    where fault is not null

)

select * from checked

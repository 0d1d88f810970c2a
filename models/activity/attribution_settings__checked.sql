-- One row per fault in what attribution rests on: models, touch rules, channels, campaign names,
-- with its cure. Attribution does not start while there is one (macro stop_on_faults).
{{ config(materialized='view') }}
with objectives as (

    select * from {{ ref('objectives') }}

),

channels as (

    select * from {{ ref('channels') }}

),

kinds as (

    select * from {{ ref('touch_kinds') }}

),

models as (

    select
        *,
        count(*) over (partition by attribution_model) as row_count,
        sum(case when is_default then 1 else 0 end) over () as default_count,
        first_weight + milestone_weight + middle_weight + last_weight as whole_weight,
        least(first_weight, milestone_weight, middle_weight, last_weight) as least_weight
    from {{ ref('attribution_models') }}

),

rules as (

    select
        *,
        count(*) over (partition by objective, channel, touch_kind) as row_count
    from {{ ref('touch_rules') }}

),

-- A campaign is looked up by its id first, then by its name: neither may lead to two.
mappings as (

    select
        source_system,
        source_campaign_id as source_name,
        count(distinct campaign_code) as code_count,
        cast(null as string) as wrong_code
    from {{ ref('campaign_mapping') }}
    where source_campaign_id is not null
    group by source_system, source_campaign_id
    union all
    select
        source_system,
        lower(campaign_name) as source_name,
        count(distinct campaign_code) as code_count,
        cast(null as string) as wrong_code
    from {{ ref('campaign_mapping') }}
    where campaign_name is not null
    group by source_system, lower(campaign_name)
    union all
    select
        source_system,
        coalesce(source_campaign_id, campaign_name, '(no name)') as source_name,
        1 as code_count,
        coalesce(campaign_code, '(none)') as wrong_code
    from {{ ref('campaign_mapping') }}
    where {{ campaign_code_in('campaign_code') }} is distinct from campaign_code

),

model_faults as (

    select
        'seeds/attribution_models.csv' as place,
        coalesce(models.attribution_model, '(no name)') || ': '
        || case
            when models.attribution_model is null then 'a model needs a name'
            when models.row_count > 1 then 'stands there more than once'
            when
                not coalesce(
                    models.method in ('position', 'even', 'time_decay', 'markov', 'shapley'), false
                )
                then 'its method is none of position, even, time_decay, markov and shapley'
            when models.objective is not null and objectives.objective is null
                then 'seeds/objectives.csv has no objective ' || models.objective
            when not coalesce(models.fallback_rule in ('counts', 'only_if_alone'), false)
                then 'its fallback_rule is neither counts nor only_if_alone'
            when models.method = 'position' and not coalesce(models.least_weight >= 0, false)
                then 'one of its four weights is missing or below 0'
            when models.method = 'position' and abs(models.whole_weight - 1) > 0.000001
                then
                    'its weights sum to '
                    || cast(cast(models.whole_weight as decimal(9, 4)) as string) || ', not to 1'
            when models.method = 'time_decay' and not coalesce(models.half_life_days > 0, false)
                then 'its half_life_days is not above 0'
            when
                models.method in ('markov', 'shapley')
                and not coalesce(models.state_level in ('channel', 'campaign', 'creative'), false)
                then 'its state_level is none of channel, campaign and creative'
            when models.segment_by not in ('brand', 'customer_status')
                then 'its segment_by is neither brand nor customer_status'
            when models.default_count != 1
                then cast(models.default_count as string) || ' models are the default, not one'
        end as fault,
        'Correct the row, or take it out' as cure
    from models
    left join objectives on models.objective = objectives.objective

),

rule_faults as (

    select
        'seeds/touch_rules.csv' as place,
        coalesce(rules.channel, '(no channel)') || ', ' || coalesce(rules.touch_kind, '(no kind)')
        || coalesce(', ' || rules.objective, '') || ': '
        || case
            when channels.channel is null then 'seeds/channels.csv has no such channel'
            when kinds.touch_kind is null then 'seeds/touch_kinds.csv has no such kind of touch'
            when rules.objective is not null and objectives.objective is null
                then 'seeds/objectives.csv has no such objective'
            when rules.row_count > 1 then 'two rows, so two windows, for one kind of touch'
            when rules.counts_for_attribution is null
                then 'counts_for_attribution is neither true nor false'
            when rules.is_fallback is null then 'is_fallback is neither true nor false'
            when rules.counts_for_attribution and not coalesce(rules.lookback_days >= 0, false)
                then 'its lookback_days is missing or below 0'
            when rules.counts_for_attribution and not coalesce(rules.touch_weight > 0, false)
                then 'its touch_weight is not above 0 (else counts_for_attribution is false)'
        end as fault,
        'Correct the row, or take it out' as cure
    from rules
    left join channels on rules.channel = channels.channel
    left join kinds on rules.touch_kind = kinds.touch_kind
    left join objectives on rules.objective = objectives.objective

),

channel_faults as (

    select
        named.place,
        coalesce(named.channel, '(no channel)') || ': seeds/channels.csv has no such channel'
            as fault,
        'Correct the row, or add the channel' as cure
    from (
        select
            'seeds/channel_rules.csv' as place,
            channel
        from {{ ref('channel_rules') }}
        union all
        select
            'seeds/contact_costs.csv' as place,
            channel
        from {{ ref('contact_costs') }}
    ) as named
    left join channels on named.channel = channels.channel
    where channels.channel is null

),

mapping_faults as (

    select
        'seeds/campaign_mapping.csv' as place,
        source_system || ', ' || source_name || ': '
        || case
            when wrong_code is not null then 'its code ' || wrong_code || ' is no campaign code'
            else 'mapped to ' || cast(code_count as string) || ' campaigns'
        end as fault,
        'Keep one row, with the code of the campaign it belongs to' as cure
    from mappings
    where code_count > 1 or wrong_code is not null

),

stacked as (

    select * from model_faults
    union all
    select * from rule_faults
    union all
    select * from channel_faults
    union all
    select * from mapping_faults

),

checked as (

    select distinct
        {{ weft_key(['place', 'fault']) }} as fault_key,
        place,
        fault,
        cure
    from stacked
    where fault is not null

)

select * from checked

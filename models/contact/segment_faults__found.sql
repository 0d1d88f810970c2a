-- One row per fault in what segments, triggers and their reports rest on, with its cure.
{{ config(materialized='view') }}
with brands as (

    select brand_key from {{ ref('brands') }}
    union all
    select keys.key_for_several
    from (values ('all'), ('*')) as keys (key_for_several)

),

life_cycle_limits as (

    select * from {{ ref('life_cycle_limits') }}

),

in_market_rules as (

    select * from {{ ref('in_market_rules') }}

),

rfm_scores as (

    select
        *,
        lag(score) over (partition by brand_key, measure order by from_value) as lower_score
    from {{ ref('rfm_scores') }}

),

measures as (

    select listed.measure
    from (values ('recency'), ('frequency'), ('monetary')) as listed (measure)

),

lowest_scores as (

    select
        brand_key,
        measure,
        min(from_value) as lowest_value
    from rfm_scores
    group by brand_key, measure

),

rfm_segments as (

    select * from {{ ref('rfm_segments') }}

),

score_values as (

    select listed.score
    from (values (1), (2), (3), (4), (5)) as listed (score)

),

unnamed_scores as (

    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from score_values as recency
    cross join score_values as frequency
    cross join score_values as monetary
    left join rfm_segments
        on
            recency.score between rfm_segments.min_recency and rfm_segments.max_recency
            and frequency.score between rfm_segments.min_frequency and rfm_segments.max_frequency
            and monetary.score between rfm_segments.min_monetary and rfm_segments.max_monetary
    where rfm_segments.segment is null

),

behaviour_segments as (

    select * from {{ ref('behaviour_segments') }}

),

trigger_rules as (

    select * from {{ ref('trigger_rules') }}

),

placed as (

    select
        'seeds/life_cycle_limits.csv' as place,
        brand_key
    from life_cycle_limits
    union all
    select
        'seeds/in_market_rules.csv' as place,
        brand_key
    from in_market_rules
    union all
    select
        'seeds/rfm_scores.csv' as place,
        brand_key
    from lowest_scores

),

-- What has no row of its own needs one for all.
stars as (

    {%- for seed, key in [
        ('life_cycle_limits', 'brand_key'),
        ('in_market_rules', 'brand_key'),
        ('channel_dependence_rules', 'channel'),
        ('append_costs', 'attribute_name'),
    ] %}

    select
        'seeds/{{ seed }}.csv' as place,
        '{{ key | replace('_key', '') | replace('_name', '') }}' as star_of,
        count(case when {{ key }} = '*' then 1 end) as star_count
    from {{ ref(seed) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}

),

attribution_models as (

    select * from {{ ref('attribution_models') }}

),

stacked as (

    select
        placed.place,
        placed.brand_key || ': no such brand' as fault,
        'Correct the row, or take it out' as cure
    from placed
    left join brands on placed.brand_key = brands.brand_key
    where brands.brand_key is null
    union all
    select
        place,
        'no row for every ' || star_of as fault,
        'Add a row with a star' as cure
    from stars
    where star_count = 0
    union all
    select
        'dbt_project.yml' as place,
        'channel_value_model: seeds/attribution_models.csv has no {{ var("channel_value_model") }}'
            as fault,
        'Name one of its models that shares out purchases' as cure
    from attribution_models
    where attribution_model = '{{ var("channel_value_model") }}'
    having count(*) = 0
    union all
    select
        'seeds/life_cycle_limits.csv' as place,
        brand_key || ': its days do not grow from at_risk_days to lost_days' as fault,
        'Correct the row' as cure
    from life_cycle_limits
    where
        not coalesce(
            at_risk_days > 0 and lapsed_days > at_risk_days and lost_days > lapsed_days, false
        )
    union all
    select
        'seeds/in_market_rules.csv' as place,
        brand_key || ': its score or its days are not above 0' as fault,
        'Correct the row' as cure
    from in_market_rules
    where not coalesce(min_score > 0 and quiet_days > 0, false)
    union all
    select
        'seeds/rfm_scores.csv' as place,
        measures.measure || ': no row of every brand' as fault,
        'Add rows with a star' as cure
    from measures
    left join lowest_scores
        on measures.measure = lowest_scores.measure and lowest_scores.brand_key = '*'
    where lowest_scores.measure is null
    union all
    select
        'seeds/rfm_scores.csv' as place,
        brand_key || ', ' || measure || ': no score from 0 on' as fault,
        'Add the row' as cure
    from lowest_scores
    where lowest_value != 0
    union all
    select
        'seeds/rfm_scores.csv' as place,
        brand_key || ', ' || measure || ', ' || cast(from_value as string)
        || ': its score is on the wrong side of the one before' as fault,
        'Scores fall with days since the last purchase, and grow with the other two' as cure
    from rfm_scores
    where
        case
            when measure = 'recency' then score >= lower_score
            else score <= lower_score
        end
    union all
    select
        'seeds/rfm_segments.csv' as place,
        'nothing names recency ' || cast(recency_score as string) || ', frequency '
        || cast(frequency_score as string) || ', money ' || cast(monetary_score as string) as fault,
        'Add a last row for what no other names' as cure
    from unnamed_scores
    union all
    select
        'seeds/behaviour_segments.csv' as place,
        'no row without conditions' as fault,
        'Add one with the highest rule_order' as cure
    from behaviour_segments
    having
        count(
            case
                when
                    coalesce(has_visits, has_web_orders, has_shop_orders, has_phone_orders) is null
                    then 1
            end
        ) = 0
    union all
    select
        'seeds/trigger_rules.csv' as place,
        customer_trigger || ': its days are below 0' as fault,
        'Correct the row' as cure
    from trigger_rules
    where is_active and not coalesce(days_before >= 0 and days_after >= 0, false)

)

select * from stacked

-- One row per campaign, pair of cells and measure, where both cells hold many people.
with compared as (

    select
        campaign_code,
        channel,
        brand_key,
        comparison,
        test_cell_code,
        base_cell_code,
        measure,
        test_people_count,
        base_people_count,
        lift,
        interval_low,
        interval_high,
        relative_lift,
        p_value,
        detectable_lift,
        is_settled,
        currency_code
    from {{ ref('rpt_campaign_lift') }}
    where
        test_people_count >= {{ var('share_min_people') }}
        and base_people_count >= {{ var('share_min_people') }}

)

select * from compared

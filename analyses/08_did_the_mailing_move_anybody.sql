-- Did those who got the mailing buy more often than those who were held back?
-- A lift whose interval holds 0 may be chance; beside it stands the smallest lift that a test of
-- this size would have found.
select
    campaign_code,
    test_people_count as mailed,
    base_people_count as held_out,
    round(100 * test_value, 1) as percent_bought,
    round(100 * base_value, 1) as percent_would_anyway,
    round(100 * lift, 1) as lift_points,
    round(100 * interval_low, 1) as lift_at_least,
    round(100 * interval_high, 1) as lift_at_most,
    round(100 * detectable_lift, 1) as smallest_to_be_found,
    case
        when not is_settled then 'not before ' || cast(settled_on as string)
        when sample_ratio = 'mismatch' then 'cells are not as planned'
        when interval_low > 0 then 'yes'
        when interval_high < 0 then 'it did harm'
        else 'cannot tell'
    end as did_it
from {{ ref('rpt_campaign_lift') }}
where measure = 'conversion' and comparison = 'contacted_to_control'
order by campaign_code

-- One row per fault in what permission, its limits and campaign briefs rest on, with its cure.
{{ config(materialized='view') }}
with rules as (

    select
        *,
        sum(case when rule_kind = 'act' and channel = 'all' then 1 else 0 end) over () as act_count
    from {{ ref('permission_rules') }}

),

channels as (

    select distinct permission_channel from {{ ref('contact_channels') }}

),

laws as (

    select * from {{ ref('channel_laws') }}
    where country_code = '*'

),

limits as (

    select * from {{ ref('permission_limits') }}

),

holidays as (

    select
        country_code,
        max(holiday_date) as last_date
    from {{ ref('public_holidays') }}
    group by country_code

),

briefs as (

    select
        briefs.*,
        brands.brand_key is not null as is_brand_known,
        contact_channels.channel is not null as is_channel_known
    from {{ ref('campaign_briefs') }} as briefs
    left join {{ ref('brands') }} as brands on briefs.brand_key = brands.brand_key
    left join {{ ref('contact_channels') }} as contact_channels
        on briefs.channel = contact_channels.channel
    where briefs.is_active

),

reasons as (

    select
        *,
        max(reason_order) over () as last_order
    from {{ ref('eligibility_reasons') }}

),

stacked as (

    select
        'seeds/permission_rules.csv' as place,
        coalesce(rule_kind, '(no kind)') || ', ' || coalesce(rule_value, '(no value)') || ': '
        || case
            when act_count != 1 then 'acts of all channels need one row and no more'
            when precedence is null then 'it has no precedence'
            when
                rule_kind = 'suppression_list'
                and not coalesce(rule_value in ('mps', 'tps', 'deceased', 'gone_away'), false)
                then 'no such suppression list'
        end as fault,
        'Correct the row, or take it out' as cure
    from rules
    union all
    select
        'seeds/channel_laws.csv' as place,
        channels.permission_channel || ': no row for every country' as fault,
        'Add a row with a star' as cure
    from channels
    left join laws on channels.permission_channel = laws.channel
    where laws.channel is null
    union all
    select
        'seeds/permission_limits.csv' as place,
        case
            when sum(case when country_code = '*' then 1 else 0 end) = 0
                then 'no row for every country'
            when min(least(house_limit_hours, legal_limit_business_days)) < 0
                then 'a limit is below 0'
        end as fault,
        'Correct the rows' as cure
    from limits
    union all
    select
        'seeds/public_holidays.csv' as place,
        country_code || ': its last holiday is before the run' as fault,
        'Add the years that are missing' as cure
    from holidays
    where last_date < cast({{ run_at() }} as date)
    union all
    select
        'seeds/campaign_briefs.csv' as place,
        coalesce(brief_code, '(no code)') || ': '
        || case
            when not is_brand_known then 'no such brand'
            when not is_channel_known then 'seeds/contact_channels.csv has no such channel'
            when not coalesce(audience in ('customer', 'prospect', 'everybody'), false)
                then 'its audience is none of customer, prospect and everybody'
            when not coalesce(hold_out_percent between 0 and 99, false)
                then 'its hold_out_percent is not from 0 to 99'
            when quiet_days < 0 or same_product_days < 0 then 'its days are below 0'
        end as fault,
        'Correct the row, or switch it off' as cure
    from briefs
    union all
    select
        'seeds/eligibility_reasons.csv' as place,
        'held_out is not the last' as fault,
        'Give it the highest number: only who gets a campaign can be held out' as cure
    from reasons
    where reason = 'held_out' and reason_order < last_order

),

found as (

    select distinct
        place,
        fault,
        cure
    from stacked
    where fault is not null

)

select * from found

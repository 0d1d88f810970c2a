-- One row per campaign that was split into cells: whether its window has closed, and whether its
-- cells have the sizes that were planned.
with people as (

    select * from {{ ref('lift_people__counted') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

windows as (

    select * from {{ ref('lift_windows') }}

),

plans as (

    select * from {{ ref('cell_plans') }}

),

cells as (

    select
        campaign_key,
        cell_code,
        count(*) as people_count
    from people
    where not is_in_several_cells
    group by campaign_key, cell_code

),

samples as (

    select
        people.campaign_key,
        min(campaigns.campaign_code) as campaign_code,
        count(*) filter (where not people.is_in_several_cells) as people_count,
        count(*) filter (where people.is_in_several_cells) as several_cells_count,
        max({{ add_days('people.closes_on', 'windows.settle_days + 1') }}) as settled_on
    from people
    inner join campaigns on people.campaign_key = campaigns.campaign_key
    inner join windows on people.channel = windows.channel
    group by people.campaign_key

),

-- The longest pattern that fits is the most particular.
fitting as (

    select
        samples.campaign_key,
        max_by(
            plans.campaign_pattern,
            lpad(cast(length(plans.campaign_pattern) as string), 4, '0') || plans.campaign_pattern
        ) as campaign_pattern
    from samples
    inner join plans on samples.campaign_code like plans.campaign_pattern
    group by samples.campaign_key

),

planned as (

    select
        fitting.campaign_key,
        plans.cell_code,
        plans.planned_share
    from fitting
    inner join plans on fitting.campaign_pattern = plans.campaign_pattern

),

compared as (

    select
        coalesce(planned.campaign_key, cells.campaign_key) as campaign_key,
        coalesce(cells.people_count, 0) as people_count,
        planned.planned_share
    from planned
    full outer join cells
        on planned.campaign_key = cells.campaign_key and planned.cell_code = cells.cell_code

),

measured as (

    select
        samples.campaign_key,
        cast(count(*) - 1 as int) as degrees_of_freedom,
        -- A cell that the plan does not know makes the sum null: the plan is of another mailing.
        case
            when count(*) = count(compared.planned_share)
                then sum(
                    cast(
                        power(
                            compared.people_count
                            - samples.people_count * cast(compared.planned_share as double), 2
                        )
                        / nullif(samples.people_count * cast(compared.planned_share as double), 0)
                        as decimal(24, 9)
                    )
                )
        end as chi_square
    from samples
    inner join compared on samples.campaign_key = compared.campaign_key
    inner join fitting on samples.campaign_key = fitting.campaign_key
    group by samples.campaign_key

),

tested as (

    select
        campaign_key,
        cast(chi_square as double) as chi_square,
        degrees_of_freedom
    from measured

),

rated as (

    select
        campaign_key,
        {{ chi_square_tail('chi_square', 'degrees_of_freedom') }} as sample_ratio_p_value
    from tested

),

checked as (

    select
        samples.campaign_key,
        samples.people_count,
        samples.several_cells_count,
        samples.settled_on,
        samples.settled_on <= cast({{ run_at() }} as date) as is_settled,
        cast(rated.sample_ratio_p_value as decimal(12, 10)) as sample_ratio_p_value,
        case
            when fitting.campaign_key is null then 'no_plan'
            when rated.sample_ratio_p_value is null then 'other_cells_than_planned'
            when rated.sample_ratio_p_value < {{ var('sample_ratio_alert') }} then 'mismatch'
            else 'as_planned'
        end as sample_ratio
    from samples
    left join fitting on samples.campaign_key = fitting.campaign_key
    left join rated on samples.campaign_key = rated.campaign_key

)

select * from checked

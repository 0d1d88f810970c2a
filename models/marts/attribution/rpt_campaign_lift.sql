-- One row per campaign, measure and two groups of people that are compared: did it move anybody?
with compared as (

    select * from {{ ref('lift__compared') }}

),

samples as (

    select * from {{ ref('lift_samples__checked') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

-- Before the window has closed there is nothing to read: what came so far is not what will come.
read as (

    select
        compared.*,
        samples.settled_on,
        samples.is_settled,
        samples.several_cells_count,
        samples.sample_ratio,
        samples.sample_ratio_p_value,
        case when samples.is_settled then 1 end as reading
    from compared
    inner join samples on compared.campaign_key = samples.campaign_key

),

assembled as (

    select
        read.lift_key,
        read.campaign_key,
        campaigns.campaign_code,
        campaigns.channel,
        campaigns.brand_key,
        read.comparison,
        read.test_cell_code,
        read.base_cell_code,
        read.measure,
        cast(read.test_count as bigint) as test_people_count,
        cast(read.base_count as bigint) as base_people_count,
        cast(read.test_total as decimal(18, 2)) as test_total,
        cast(read.base_total as decimal(18, 2)) as base_total,
        cast(read.test_mean * read.reading as decimal(18, 6)) as test_value,
        cast(read.base_mean * read.reading as decimal(18, 6)) as base_value,
        cast(read.difference * read.reading as decimal(18, 6)) as lift,
        cast(read.interval_low * read.reading as decimal(18, 6)) as interval_low,
        cast(read.interval_high * read.reading as decimal(18, 6)) as interval_high,
        cast(read.relative_difference * read.reading as decimal(18, 4)) as relative_lift,
        cast(read.p_value * read.reading as decimal(12, 10)) as p_value,
        cast(read.difference * read.test_count * read.reading as decimal(18, 2))
            as incremental_total,
        cast(read.detectable_difference * read.reading as decimal(18, 6)) as detectable_lift,
        read.is_settled,
        read.settled_on,
        cast(read.several_cells_count as bigint) as several_cells_count,
        read.sample_ratio,
        read.sample_ratio_p_value,
        case when read.measure = 'revenue' then '{{ var("reporting_currency") }}' end
            as currency_code
    from read
    inner join campaigns on read.campaign_key = campaigns.campaign_key

)

select * from assembled

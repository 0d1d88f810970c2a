-- One row per appended attribute: what it cost, what it filled, and what of it we did not know.
with sent as (

    select * from {{ ref('append__people_sent') }}
    where as_of <= cast({{ run_at() }} as date)

),

delivered as (

    select * from {{ ref('customer_attributes__unioned') }}
    where as_of <= cast({{ run_at() }} as date)

),

attributes as (

    select
        customer_key,
        attribute_name,
        match_level,
        case
            when attribute_name = 'gender'
                then {{ gender_key('attribute_value', 'cast(null as string)') }}
            else attribute_value
        end as attribute_value
    from {{ ref('customer_attributes') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

households as (

    select * from {{ ref('dim_household') }}

),

costs as (

    select
        costs.attribute_name,
        costs.cost_per_thousand_sent * rates.rate as cost_per_thousand_sent,
        costs.cost_per_thousand_filled * rates.rate as cost_per_thousand_filled
    from {{ ref('append_costs') }} as costs
    inner join {{ ref('currency_rates__dated') }} as rates
        on
            costs.currency_code = rates.currency_code
            and cast({{ run_at() }} as date) >= rates.valid_from
            and cast({{ run_at() }} as date) < rates.valid_to

),

sendings as (

    select
        count(*) as sending_count,
        count(distinct source_id) as sent_count,
        count(distinct case when is_matched then source_id end) as matched_count
    from sent

),

deliveries as (

    select
        attribute_name,
        count(*) as delivered_count,
        count(distinct source_id) as filled_count
    from delivered
    group by attribute_name

),

-- What our own systems say of the same.
own_values as (

    select
        customer_key,
        'birth_year_month' as attribute_name,
        {{ format_timestamp('birth_date', '%Y%m') }} as own_value
    from customers
    where birth_date is not null
    union all
    select
        customer_key,
        'gender' as attribute_name,
        {{ gender_key('gender', 'cast(null as string)') }} as own_value
    from customers
    where gender is not null
    union all
    select
        customers.customer_key,
        'household_size' as attribute_name,
        cast(households.member_count as string) as own_value
    from customers
    inner join households on customers.household_key = households.household_key
    where households.member_count > 0

),

compared as (

    select
        attributes.attribute_name,
        count(*) as customer_count,
        count(case when attributes.match_level = 'individual' then 1 end) as individual_count,
        count(case when attributes.match_level = 'household' then 1 end) as household_count,
        count(case when attributes.match_level = 'geography' then 1 end) as geography_count,
        count(own_values.own_value) as comparable_count,
        count(case when attributes.attribute_value = own_values.own_value then 1 end)
            as agreeing_count,
        count(
            case
                when own_values.own_value is null and attributes.match_level != 'geography' then 1
            end
        ) as useful_count
    from attributes
    left join own_values
        on
            attributes.customer_key = own_values.customer_key
            and attributes.attribute_name = own_values.attribute_name
    group by attributes.attribute_name

),

priced as (

    select
        deliveries.attribute_name,
        sendings.sending_count
        * coalesce(own_costs.cost_per_thousand_sent, any_costs.cost_per_thousand_sent) / 1000
        + deliveries.delivered_count
        * coalesce(own_costs.cost_per_thousand_filled, any_costs.cost_per_thousand_filled) / 1000
            as cost_amount
    from deliveries
    cross join sendings
    inner join costs as any_costs on any_costs.attribute_name = '*'
    left join costs as own_costs on deliveries.attribute_name = own_costs.attribute_name

),

valued as (

    select
        deliveries.attribute_name,
        sendings.sent_count,
        deliveries.filled_count,
        cast(
            cast(deliveries.filled_count as {{ double_type() }}) / nullif(sendings.sent_count, 0)
            as decimal(9, 4)
        ) as fill_ratio,
        coalesce(compared.customer_count, 0) as customer_count,
        coalesce(compared.individual_count, 0) as individual_count,
        coalesce(compared.household_count, 0) as household_count,
        coalesce(compared.geography_count, 0) as geography_count,
        coalesce(compared.comparable_count, 0) as comparable_count,
        coalesce(compared.agreeing_count, 0) as agreeing_count,
        cast(
            cast(compared.agreeing_count as {{ double_type() }})
            / nullif(compared.comparable_count, 0) as decimal(9, 4)
        ) as agreement_ratio,
        coalesce(compared.useful_count, 0) as useful_count,
        cast(priced.cost_amount as decimal(18, 2)) as cost_amount,
        cast(priced.cost_amount / nullif(compared.useful_count, 0) as decimal(18, 4))
            as cost_per_useful_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from deliveries
    cross join sendings
    inner join priced on deliveries.attribute_name = priced.attribute_name
    left join compared on deliveries.attribute_name = compared.attribute_name

)

select * from valued

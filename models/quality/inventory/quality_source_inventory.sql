-- One row per source: what it delivers, whom it knows, whom nobody else knows, what it costs.
with tables as (select * from {{ ref('quality_sources') }}),

columns as (select * from {{ ref('quality_source_columns') }}),

records as (
    select
        customer_key,
        {{ source_name('source_system') }} as source_name
    from {{ ref('customer_records') }}
),

costs as (
    select
        costs.source_name,
        cast(costs.yearly_cost_amount * rates.rate as decimal(18, 2)) as yearly_cost_amount
    from {{ ref('source_costs') }} as costs
    inner join {{ ref('currency_rates__dated') }} as rates
        on
            costs.currency_code = rates.currency_code
            and cast({{ run_at() }} as date) >= rates.valid_from
            and cast({{ run_at() }} as date) < rates.valid_to
),

delivered as (
    select
        source_name,
        max(owner) as owner,
        count(*) as table_count,
        count(first_delivered_on) as delivered_table_count,
        cast(sum(files_landed) as bigint) as file_count,
        min(first_delivered_on) as first_delivered_on,
        max(last_delivered_on) as last_delivered_on,
        min(days_since_delivery) as days_since_delivery
    from tables
    group by source_name
),

filled as (
    select
        source_name,
        count(*) as column_count,
        count(*) filter (where filled_count > 0) as filled_column_count,
        count(*) filter (where is_personal and filled_count > 0) as personal_column_count,
        cast(
            sum(row_count) filter (where column_number = 1) as bigint
        ) as row_count,
        cast(sum(filled_count) * 1.0 / nullif(sum(row_count), 0) as decimal(9, 4)) as fill_ratio
    from columns
    group by source_name
),

-- By what a customer is reached, and which sources give it.
reaching as (
    select distinct
        customer_key,
        source_name,
        attribute
    from {{ ref('source_values__gathered') }}
    where attribute in ('email', 'mobile', 'landline', 'address')
),

facts as (
    select
        customer_key,
        source_name,
        'known' as fact
    from records
    group by customer_key, source_name
    union all
    select
        customer_key,
        max(source_name) as source_name,
        'known_only_here' as fact
    from records
    group by customer_key
    having count(distinct source_name) = 1
    union all
    select
        customer_key,
        max(source_name) as source_name,
        attribute || '_only_here' as fact
    from reaching
    group by customer_key, attribute
    having count(*) = 1
    union all
    select
        customer_key,
        max(source_name) as source_name,
        'reached_only_here' as fact
    from reaching
    group by customer_key
    having count(distinct source_name) = 1
),

known as (
    select
        source_name,
        {%- for fact in [
            'known_only_here', 'email_only_here', 'mobile_only_here', 'landline_only_here',
            'address_only_here', 'reached_only_here',
        ] %}
        count(*) filter (where fact = '{{ fact }}') as {{ fact }}_count,
        {%- endfor %}
        count(*) filter (where fact = 'known') as customer_count
    from facts
    group by source_name
),

recorded as (
    select
        source_name,
        count(*) as record_count
    from records
    group by source_name
),

assembled as (
    select
        delivered.source_name,
        delivered.owner,
        delivered.table_count,
        delivered.delivered_table_count,
        filled.column_count,
        filled.filled_column_count,
        filled.personal_column_count,
        filled.fill_ratio,
        delivered.file_count,
        filled.row_count,
        delivered.first_delivered_on,
        delivered.last_delivered_on,
        delivered.days_since_delivery,
        coalesce(recorded.record_count, 0) as record_count,
        coalesce(known.customer_count, 0) as customer_count,
        coalesce(known.known_only_here_count, 0) as known_only_here_count,
        cast(
            known.known_only_here_count * 1.0 / nullif(known.customer_count, 0) as decimal(9, 4)
        ) as known_only_here_ratio,
        coalesce(known.email_only_here_count, 0) as email_only_here_count,
        coalesce(known.mobile_only_here_count, 0) as mobile_only_here_count,
        coalesce(known.landline_only_here_count, 0) as landline_only_here_count,
        coalesce(known.address_only_here_count, 0) as address_only_here_count,
        coalesce(known.reached_only_here_count, 0) as reached_only_here_count,
        cast(
            known.reached_only_here_count * 1.0 / nullif(known.customer_count, 0) as decimal(9, 4)
        ) as reached_only_here_ratio,
        costs.yearly_cost_amount,
        cast(
            costs.yearly_cost_amount / nullif(known.known_only_here_count, 0) as decimal(18, 2)
        ) as cost_per_known_only_here_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from delivered
    inner join filled on delivered.source_name = filled.source_name
    left join recorded on delivered.source_name = recorded.source_name
    left join known on delivered.source_name = known.source_name
    left join costs on delivered.source_name = costs.source_name
)

select * from assembled

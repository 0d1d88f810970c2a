-- One row per golden customer or prospect.
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

records as (

    select * from {{ ref('customers__counted') }}

),

orders as (

    select * from {{ ref('customers__ordering') }}

),

households as (

    select * from {{ ref('households__grouped') }}
    where is_current

),

accounts as (

    select * from {{ ref('customers__accounted') }}
    where is_main

),

kinds as (

    select * from {{ ref('customers__decided') }}

),

-- Who left every dwelling we know of, and whose address the bureau would not screen for moves.
addresses as (

    select * from {{ ref('customers__addressed') }}

),

titles as (

    select * from {{ ref('job_titles__classified') }}

),

suppressed as (

    select * from {{ ref('customers__suppressed') }}

),

numbers as (

    select * from {{ ref('customer_references') }}
    where is_current

),

assembled as (

    select
        golden.customer_key,
        numbers.customer_reference,
        kinds.customer_kind,
        kinds.kind_evidence,
        golden.title,
        golden.given_name,
        golden.middle_name,
        golden.family_name,
        golden.suffix,
        golden.birth_date,
        golden.gender,
        golden.email,
        golden.phone,
        golden.mobile,
        golden.address_line_1,
        golden.address_line_2,
        {{ house_number("concat_ws(', ', golden.address_line_1, golden.address_line_2)") }}
            as house_number,
        {{ flat_number("concat_ws(', ', golden.address_line_1, golden.address_line_2)") }}
            as flat_number,
        golden.city,
        golden.region,
        golden.postcode,
        golden.country_code,
        coalesce(addresses.address_status, 'unknown') as address_status,
        golden.language,
        golden.company_name,
        coalesce(accounts.job_title, golden.job_title) as job_title,
        coalesce(accounts.contact_role, titles.contact_role) as contact_role,
        coalesce(accounts.seniority, titles.seniority) as seniority,
        households.household_key,
        accounts.account_key,
        records.record_count,
        records.source_count,
        records.source_systems,
        cast(round(records.identity_confidence * kinds.confidence_factor, 4) as decimal(5, 4))
            as identity_confidence,
        records.first_seen_at,
        records.last_seen_at,
        records.is_staff,
        records.is_test,
        coalesce(suppressed.is_deceased, false) as is_deceased,
        coalesce(suppressed.is_gone_away, false) as is_gone_away,
        coalesce(orders.order_count, 0) as order_count,
        orders.first_order_at,
        orders.last_order_at,
        coalesce(orders.net_revenue_amount, 0) as net_revenue_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from golden
    inner join records on golden.customer_key = records.customer_key
    inner join numbers on golden.customer_key = numbers.customer_key
    inner join kinds on golden.customer_key = kinds.customer_key
    left join addresses on golden.customer_key = addresses.customer_key
    left join titles on golden.job_title = titles.job_title
    left join orders on golden.customer_key = orders.customer_key
    left join households on golden.customer_key = households.customer_key
    left join accounts on golden.customer_key = accounts.customer_key
    left join suppressed on golden.customer_key = suppressed.customer_key

)

select * from assembled

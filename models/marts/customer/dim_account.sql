-- One row per business account of the CRM.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}
    where not coalesce(is_deleted, false)

),

members as (

    select * from {{ ref('customers__accounted') }}

),

customers as (

    select * from {{ ref('dim_customer') }}

),

contacts as (

    select
        members.account_key,
        count(*) filter (where members.evidence = 'crm') as contact_count,
        count(*) as member_count,
        count(*) filter (where members.seniority = 'director') as director_count,
        count(*) filter (where members.seniority = 'manager') as manager_count,
        count(*) filter (where members.contact_role = 'purchasing') as purchasing_count,
        cast(sum(customers.order_count) filter (where members.is_main) as bigint) as order_count,
        cast(
            sum(customers.net_revenue_amount) filter (where members.is_main) as decimal(18, 2)
        ) as net_revenue_amount
    from members
    inner join customers on members.customer_key = customers.customer_key
    group by members.account_key

),

assembled as (

    select
        {{ weft_key(["'salesforce'", 'accounts.account_id']) }} as account_key,
        accounts.account_id,
        accounts.account_name,
        accounts.industry,
        accounts.website,
        accounts.city,
        accounts.postcode,
        accounts.country_code,
        coalesce(contacts.contact_count, 0) as contact_count,
        coalesce(contacts.member_count, 0) as member_count,
        coalesce(contacts.director_count, 0) as director_count,
        coalesce(contacts.manager_count, 0) as manager_count,
        coalesce(contacts.purchasing_count, 0) as purchasing_count,
        coalesce(contacts.order_count, 0) as order_count,
        coalesce(contacts.net_revenue_amount, 0) as net_revenue_amount,
        '{{ var("reporting_currency") }}' as currency_code
    from accounts
    left join contacts
        on {{ weft_key(["'salesforce'", 'accounts.account_id']) }} = contacts.account_key

)

select * from assembled

-- Whoever an order counts for is a customer, and every published table counts the same customers.
with customers as (

    select
        customer_key,
        customer_kind,
        order_count,
        household_key
    from {{ ref('dim_customer') }}

),

buyers as (

    select distinct customer_key
    from {{ ref('fct_orders') }}
    where is_counted and total_amount >= 0 and customer_key is not null

),

buying_prospects as (

    select
        customers.customer_key as row_key,
        'bought, but is no customer' as fault
    from customers
    inner join buyers on customers.customer_key = buyers.customer_key
    where customers.customer_kind != 'customer'

),

households as (

    select
        household_key,
        count(*) filter (where customer_kind = 'customer') as customer_count
    from customers
    where household_key is not null
    group by household_key

),

miscounted_households as (

    select
        dim_household.household_key as row_key,
        'counts other customers than its members' as fault
    from {{ ref('dim_household') }} as dim_household
    left join households on dim_household.household_key = households.household_key
    where dim_household.customer_count != coalesce(households.customer_count, 0)

),

-- A rented list is for those we do not know: nobody on it alone is called a customer.
claimed as (

    select
        customers.customer_key as row_key,
        'a customer by a key somebody else claims' as fault
    from customers
    inner join {{ ref('customer_identifiers') }} as identifiers
        on customers.customer_key = identifiers.customer_key
    where customers.customer_kind = 'customer' and customers.order_count = 0
    group by customers.customer_key
    having bool_and(identifiers.is_claimed)

),

faults as (

    select * from buying_prospects
    union all
    select * from miscounted_households
    union all
    select * from claimed

)

select * from faults

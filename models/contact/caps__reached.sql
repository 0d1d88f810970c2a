-- One row per customer, brand and channel in which one more message would go over a cap of hers or
-- of her household.
with pressure as (

    select * from {{ ref('pressure__summed') }}
    where cap is not null

),

channels as (

    select * from {{ ref('contact_channels') }}

),

brands as (

    select brand_key from {{ ref('brands') }}

),

customers as (

    select * from {{ ref('customers__contacted') }}

),

full_units as (

    select distinct
        pressure.scope,
        pressure.unit_key,
        brands.brand_key,
        channels.channel
    from pressure
    inner join channels on pressure.channel in ('all', channels.permission_channel)
    inner join brands on pressure.brand_key in ('all', brands.brand_key)
    where
        pressure.cap_left
        < case pressure.cap_measure when 'weight' then channels.contact_weight else 1 end

),

reached as (

    select
        unit_key as customer_key,
        brand_key,
        channel
    from full_units
    where scope = 'customer'
    union
    select
        customers.customer_key,
        full_units.brand_key,
        full_units.channel
    from full_units
    inner join customers on full_units.unit_key = customers.household_key
    where full_units.scope = 'household'

)

select * from reached

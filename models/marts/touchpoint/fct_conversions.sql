-- One row per objective that somebody reached.
with conversions as (

    select * from {{ ref('conversions__reached') }}

),

assembled as (

    select
        conversion_key,
        customer_key,
        visitor_key,
        converted_at,
        objective,
        amount,
        margin_amount,
        currency_code,
        brand_key,
        conversion_channel,
        activity_key,
        source_system,
        source_id,
        row_number() over (
            partition by customer_key, objective order by converted_at, conversion_key
        ) = 1 and customer_key is not null as is_first_of_customer
    from conversions

)

select * from assembled

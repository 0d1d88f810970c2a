-- Every person record of a source stands in exactly one customer.
with people as (

    select record_key from {{ ref('people__unioned') }}

),

counted as (

    select
        people.record_key,
        count(records.customer_key) as customer_count
    from people
    left join {{ ref('customer_records') }} as records on people.record_key = records.record_key
    group by people.record_key

)

select * from counted
where customer_count != 1

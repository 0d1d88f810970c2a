-- One row per customer who has or had a home, and what is known of her being there still.
with residences as (

    select * from {{ ref('residences__dated') }}
    where not is_workplace

),

owners as (

    select * from {{ ref('identifiers__owned') }}
    where is_owner

),

-- Names the bureau refused to screen, of those of our lists that carry a key of ours.
refused as (

    select distinct owners.customer_key
    from {{ ref('stg_mail_house__move_exceptions') }} as exceptions
    inner join {{ ref('mailing_lists') }} as lists
        on exceptions.list_code = lists.list_code_pattern
    inner join owners
        on
            lists.identifier_type = owners.identifier_type
            and exceptions.sent_id = owners.identifier_value

),

summed as (

    select
        customer_key,
        bool_or(is_current) as has_current,
        bool_or(is_current and is_arrival) as has_moved
    from residences
    group by customer_key

),

addressed as (

    select
        summed.customer_key,
        case
            when not summed.has_current then 'left'
            when refused.customer_key is not null then 'unscreened'
            when summed.has_moved then 'moved'
            else 'current'
        end as address_status
    from summed
    left join refused on summed.customer_key = refused.customer_key

)

select * from addressed

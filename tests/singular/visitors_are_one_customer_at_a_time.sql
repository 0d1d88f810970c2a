-- A visit is one customer's: the times in which a visitor is this or that customer do not overlap.
{{ config(meta={'owner': 'data'}) }}
with followed as (

    select
        visitor_link_key,
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by visitor_key order by valid_from, visitor_link_key
        ) as next_from
    from {{ ref('visitors__linked') }}

)

select * from followed
where valid_from >= valid_to or next_from < valid_to

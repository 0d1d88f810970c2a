-- One row per two sources, attribute, finding and customer who is an example of it.
with compared as (select * from {{ ref('source_pairs__compared') }}),

customers as (
    select distinct
        source_name,
        other_source_name,
        attribute,
        finding,
        customer_key
    from compared
),

ranked as (
    select
        source_name,
        other_source_name,
        attribute,
        finding,
        customer_key,
        row_number() over (
            partition by source_name, other_source_name, attribute, finding order by customer_key
        ) as example_rank
    from customers
),

keyed as (
    select
        {{ weft_key(['source_name', 'other_source_name', 'attribute', 'finding', 'example_rank']) }}
            as source_example_key,
        {{ weft_key(['source_name', 'other_source_name', 'attribute']) }} as source_overlap_key,
        finding,
        example_rank,
        customer_key
    from ranked
    where example_rank <= {{ var('overlap_examples') }}
)

select * from keyed

-- Where do two systems say different things of the same customers, and of whom?
with examples as (

    select
        source_overlap_key,
        string_agg(customer_key, ', ' order by example_rank) as customer_keys
    from {{ ref('quality_source_examples') }}
    where finding = 'different'
    group by source_overlap_key

)

select
    overlap.attribute,
    overlap.source_name as one_system,
    overlap.other_source_name as other_system,
    overlap.different_count as different,
    overlap.same_count as same,
    round(100.0 * overlap.different_count / (overlap.different_count + overlap.same_count), 1)
        as percent_different,
    examples.customer_keys as for_example
from {{ ref('quality_source_overlap') }} as overlap
inner join examples on overlap.source_overlap_key = examples.source_overlap_key
where overlap.verdict = 'contradictory'
order by different desc, overlap.attribute, one_system, other_system

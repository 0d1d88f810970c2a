-- One row per two nodes with evidence that they are one person, and its weight in bits.
with exact as (

    select * from {{ ref('edges__exact') }}

),

weighted as (

    select * from {{ ref('edges__weighted') }}

),

stacked as (

    select
        node_key,
        linked_node_key,
        evidence,
        identifier_value_key,
        match_weight,
        confidence
    from exact
    union all
    select
        node_key,
        linked_node_key,
        'weight' as evidence,
        cast(null as {{ string_type() }}) as identifier_value_key,
        match_weight,
        confidence
    from weighted

)

select * from stacked

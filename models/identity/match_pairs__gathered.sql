-- One row per pair of nodes that evidence ties, weight leaves in doubt, or a conflict keeps apart.
-- Doubt about two who are one customer by other evidence is none.
with nodes as (

    select
        nodes.node_key,
        nodes.profile_key,
        records.customer_key,
        min(nodes.record_key) as record_key
    from {{ ref('record_nodes__grouped') }} as nodes
    inner join {{ ref('records__keyed') }} as records on nodes.record_key = records.record_key
    group by nodes.node_key, nodes.profile_key, records.customer_key

),

edges as (

    select * from {{ ref('edges__stacked') }}

),

doubtful as (

    select * from {{ ref('profile_pairs__scored') }}
    where decision != 'link'

),

conflicts as (

    select * from {{ ref('node_conflicts__found') }}

),

stacked as (

    select
        node_key,
        linked_node_key,
        case when evidence != 'weight' then evidence end as exact_evidence,
        cast(null as {{ string_type() }}) as reason
    from edges
    union all
    select
        node_key,
        linked_node_key,
        cast(null as {{ string_type() }}) as exact_evidence,
        reason
    from conflicts
    union all
    select
        this_one.node_key,
        that_one.node_key as linked_node_key,
        cast(null as {{ string_type() }}) as exact_evidence,
        doubtful.conflict as reason
    from doubtful
    inner join nodes as this_one on doubtful.profile_key_l = this_one.profile_key
    inner join nodes as that_one on doubtful.profile_key_r = that_one.profile_key
    where
        this_one.customer_key != that_one.customer_key
        and (
            doubtful.profile_key_l != doubtful.profile_key_r
            or this_one.node_key < that_one.node_key
        )

),

paired as (

    select
        least(node_key, linked_node_key) as node_key,
        greatest(node_key, linked_node_key) as linked_node_key,
        nullif({{ sorted_text_list('exact_evidence') }}, '') as exact_evidence,
        min(reason) as reason
    from stacked
    group by least(node_key, linked_node_key), greatest(node_key, linked_node_key)

),

gathered as (

    select
        {{ weft_key([
            'least(this_one.record_key, that_one.record_key)',
            'greatest(this_one.record_key, that_one.record_key)',
        ]) }} as match_key,
        paired.node_key,
        paired.linked_node_key,
        this_one.record_key,
        that_one.record_key as linked_record_key,
        this_one.customer_key,
        that_one.customer_key as linked_customer_key,
        this_one.profile_key,
        that_one.profile_key as linked_profile_key,
        paired.exact_evidence,
        paired.reason
    from paired
    inner join nodes as this_one on paired.node_key = this_one.node_key
    inner join nodes as that_one on paired.linked_node_key = that_one.node_key

)

select * from gathered

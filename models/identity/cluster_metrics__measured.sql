-- One row per customer with how well her records hold together, and what they disagree in.
with resolved as (

    select * from {{ ref('clusters__resolved') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

people as (

    select * from {{ ref('people__standardised') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

bridges as (

    select * from {{ ref('bridges__found') }}

),

cut as (

    select * from {{ ref('bridges__cut') }}

),

conflicts as (

    select * from {{ ref('node_conflicts__found') }}

),

described as (

    select
        resolved.cluster_key,
        min(records.customer_key) as customer_key,
        count(*) as record_count,
        count(distinct nodes.node_key) as node_count,
        count(distinct people.birth_date) as birth_date_count,
        count(distinct people.given_root) filter (where length(people.given_root) > 1)
            as given_name_count,
        count(distinct people.family_key) as family_name_count,
        count(distinct people.gender_key) as gender_count,
        count(distinct people.email_key) as email_count,
        count(distinct people.mobile_key) as mobile_count
    from records
    inner join nodes on records.record_key = nodes.record_key
    inner join resolved on nodes.node_key = resolved.node_key
    inner join people on records.record_key = people.record_key
    group by resolved.cluster_key

),

tied as (

    select * from {{ ref('node_pairs__tied') }}

),

pair_counts as (

    select
        this_end.cluster_key,
        count(*) as linked_pair_count
    from tied
    inner join resolved as this_end on tied.node_key = this_end.node_key
    inner join resolved as that_end on tied.linked_node_key = that_end.node_key
    where this_end.cluster_key = that_end.cluster_key
    group by this_end.cluster_key

),

-- To cut a bridge makes no other tie one.
bridge_counts as (

    select
        resolved.cluster_key,
        count(*) as bridge_count
    from bridges
    inner join resolved on bridges.node_key = resolved.node_key
    left join cut on bridges.node_key = cut.node_key
    where cut.node_key is null
    group by resolved.cluster_key

),

contradiction_counts as (

    select
        this_end.cluster_key,
        count(*) as contradiction_count
    from conflicts
    inner join resolved as this_end on conflicts.node_key = this_end.node_key
    inner join resolved as that_end on conflicts.linked_node_key = that_end.node_key
    where this_end.cluster_key = that_end.cluster_key
    group by this_end.cluster_key

),

measured as (

    select
        described.customer_key,
        described.record_count,
        described.node_count,
        described.birth_date_count,
        described.given_name_count,
        described.family_name_count,
        described.gender_count,
        described.email_count,
        described.mobile_count,
        coalesce(pair_counts.linked_pair_count, 0) as linked_pair_count,
        case
            when described.node_count > 1
                then
                    coalesce(pair_counts.linked_pair_count, 0) * 2.0
                    / (described.node_count * (described.node_count - 1))
        end as density,
        described.node_count > 2
        and coalesce(pair_counts.linked_pair_count, 0) = described.node_count - 1 as is_chain,
        coalesce(bridge_counts.bridge_count, 0) as bridge_count,
        coalesce(contradiction_counts.contradiction_count, 0) as contradiction_count
    from described
    left join pair_counts on described.cluster_key = pair_counts.cluster_key
    left join bridge_counts on described.cluster_key = bridge_counts.cluster_key
    left join contradiction_counts
        on described.cluster_key = contradiction_counts.cluster_key

)

select * from measured

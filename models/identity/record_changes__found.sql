-- One row per record that left the customer it belonged to in the last publication: where it went,
-- and why.
with last_records as (

    select * from {{ source('last_publication', 'customer_records') }}

),

records as (

    select * from {{ ref('records__keyed') }}

),

keys as (

    select * from {{ ref('cluster_keys__assigned') }}

),

nodes as (

    select * from {{ ref('record_nodes__grouped') }}

),

edges as (

    select * from {{ ref('edges__stacked') }}

),

conflicts as (

    select * from {{ ref('node_conflicts__found') }}

),

departed as (

    select
        last_records.record_key,
        last_records.customer_key as old_customer_key,
        records.customer_key,
        nodes.node_key,
        case
            when records.record_key is null then 'vanished'
            when keys.origin = 'restored' then 'restored'
            when survivors.customer_key is null then 'merged'
            when keys.origin = 'minted' then 'split'
            else 'moved'
        end as change
    from last_records
    left join records on last_records.record_key = records.record_key
    left join nodes on last_records.record_key = nodes.record_key
    left join keys on records.customer_key = keys.customer_key
    left join keys as survivors on last_records.customer_key = survivors.customer_key
    where records.customer_key is null or last_records.customer_key != records.customer_key

),

placed as (

    select
        nodes.node_key,
        records.customer_key,
        coalesce(last_records.customer_key, 'new') as old_customer_key
    from records
    inner join nodes on records.record_key = nodes.record_key
    left join last_records on records.record_key = last_records.record_key

),

ties as (

    select node_key, linked_node_key, evidence, match_weight from edges
    union all
    select linked_node_key as node_key, node_key as linked_node_key, evidence, match_weight
    from edges

),

bars as (

    select node_key, linked_node_key, reason from conflicts
    union all
    select linked_node_key as node_key, node_key as linked_node_key, reason from conflicts

),

-- The strongest tie between those who came and those who were there.
joined as (

    select
        departed.old_customer_key,
        departed.customer_key,
        max_by(
            ties.evidence, {{ evidence_rank('ties.match_weight', 'ties.evidence') }}
        ) as reason
    from departed
    inner join ties on departed.node_key = ties.node_key
    inner join placed
        on
            ties.linked_node_key = placed.node_key
            and departed.customer_key = placed.customer_key
            and departed.old_customer_key != placed.old_customer_key
    group by departed.old_customer_key, departed.customer_key

),

-- A steward's word before all others between those who went and those who stayed.
parted as (

    select
        departed.old_customer_key,
        departed.customer_key,
        max_by(
            bars.reason, case when bars.reason = 'steward' then '1' else '0' end || bars.reason
        ) as reason
    from departed
    inner join bars on departed.node_key = bars.node_key
    inner join placed
        on
            bars.linked_node_key = placed.node_key
            and departed.old_customer_key = placed.customer_key
    group by departed.old_customer_key, departed.customer_key

),

explained as (

    select
        departed.record_key,
        departed.old_customer_key,
        departed.customer_key,
        departed.change,
        case
            when departed.change = 'vanished' then 'no record'
            when departed.change in ('merged', 'moved') then coalesce(joined.reason, 'identical')
            else coalesce(parted.reason, 'no evidence')
        end as reason
    from departed
    left join joined
        on
            departed.old_customer_key = joined.old_customer_key
            and departed.customer_key = joined.customer_key
    left join parted
        on
            departed.old_customer_key = parted.old_customer_key
            and departed.customer_key = parted.customer_key

)

select * from explained

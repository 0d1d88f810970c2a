-- One row per node with the cluster that all its evidence, followed to the end, leads to.
with nodes as (

    select distinct node_key from {{ ref('record_nodes__grouped') }}

),

components as (

    {{ connected_components('nodes', ref('edges__stacked')) }}

)

select * from components

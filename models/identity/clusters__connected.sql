-- One row per person record with the cluster that all its evidence, followed to the end, leads to.
with components as (

    {{ connected_components(ref('people__standardised'), ref('edges__exact')) }}

)

select * from components

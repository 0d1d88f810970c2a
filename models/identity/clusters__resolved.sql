-- One row per person record with the cluster of the evidence that was kept.
with components as (

    {{ connected_components(ref('people__standardised'), ref('edges__kept')) }}

)

select * from components

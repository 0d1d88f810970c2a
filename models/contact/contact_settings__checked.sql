-- One row per fault in what permission, campaign briefs and contact pressure rest on, with its
-- cure. None of them begins while there is one (macro stop_on_faults).
{{ config(materialized='view') }}
with faults as (

    select place, fault, cure from {{ ref('permission_faults__found') }}
    union all
    select place, fault, cure from {{ ref('pressure_faults__found') }}

),

checked as (

    select
        {{ weft_key(['place', 'fault']) }} as fault_key,
        place,
        fault,
        cure
    from faults

)

select * from checked

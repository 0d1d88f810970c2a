-- One row per campaign, whatever number of systems know it.
with campaigns as (

    select * from {{ ref('campaigns__merged') }}

)

select * from campaigns

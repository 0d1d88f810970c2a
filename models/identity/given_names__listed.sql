-- One row per given name and full form it may stand for.
{{ config(materialized='view') }}
with listed as (

    select
        given_name,
        full_form
    from {{ ref('given_name_forms') }}
    union
    select
        nickname as given_name,
        given_root as full_form
    from {{ ref('nicknames') }}

)

select * from listed

-- One row per brand of the group.
with brands as (

    select
        brand_key,
        brand_name,
        sector,
        host
    from {{ ref('brands') }}

)

select * from brands

-- One row per customer named by a deceased or gone-away list.
with matches as (

    select * from {{ ref('suppressions__matched') }}
    where suppression_list in ('deceased', 'gone_away')

),

matched as (

    select
        customer_key,
        bool_or(suppression_list = 'deceased') as is_deceased,
        bool_or(suppression_list = 'gone_away') as is_gone_away
    from matches
    group by customer_key

)

select * from matched

-- Of which customers that both know could one system tell the other something?
with directions as (

    select
        other_source_name as told,
        source_name as teller,
        attribute,
        both_know_count,
        only_source_count as addable_count
    from {{ ref('quality_source_overlap') }}
    union all
    select
        source_name as told,
        other_source_name as teller,
        attribute,
        both_know_count,
        only_other_count as addable_count
    from {{ ref('quality_source_overlap') }}

)

select
    told,
    attribute,
    teller,
    both_know_count as customers_of_both,
    addable_count as could_be_told
from directions
where addable_count > 0 and attribute not like 'permission%'
order by could_be_told desc, told, attribute, teller

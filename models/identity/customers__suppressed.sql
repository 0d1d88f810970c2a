-- One row per customer named by a deceased or gone-away list: same names, same postcode.
with golden as (

    select * from {{ ref('golden_records__survived') }}

),

suppressions as (

    select * from {{ ref('suppressions__unioned') }}
    where suppression_list in ('deceased', 'gone_away')

),

matched as (

    select
        golden.customer_key,
        bool_or(suppressions.suppression_list = 'deceased') as is_deceased,
        bool_or(suppressions.suppression_list = 'gone_away') as is_gone_away
    from golden
    inner join suppressions
        on
            {{ name_key('golden.family_name') }} = {{ name_key('suppressions.family_name') }}
            and upper(replace(golden.postcode, ' ', ''))
            = upper(replace(suppressions.postcode, ' ', ''))
            and left({{ name_key('golden.given_name') }}, 1)
            = left({{ name_key('suppressions.given_name') }}, 1)
            and (
                length(suppressions.given_name) = 1
                or {{ name_key('golden.given_name') }} = {{ name_key('suppressions.given_name') }}
            )
    group by golden.customer_key

)

select * from matched

-- One row per customer under a key of the share, with what she has in common with many others.
{{ config(materialized='table') }}
-- The first are the last to be withheld.
{%- set attributes = [
    'customer_kind', 'life_cycle', 'order_count', 'net_revenue_amount', 'country_code', 'age',
    'gender', 'region',
] %}
with described as (

    select
        customer_key,
        {%- for attribute in attributes %}
        coalesce(
            max(case when attribute_name = '{{ attribute }}' then attribute_value end), 'unknown'
        ) as {{ attribute }},
        {%- endfor %}
        count(*) as attribute_count
    from {{ ref('customers__described') }}
    where attribute_group in ('golden record', 'segment')
    group by customer_key

),

-- Where too few have all of it in common, one attribute more is withheld, until many do.
{%- for withheld in range(attributes | length + 1) %}
{%- set kept = attributes[:attributes | length - withheld] %}

withheld_{{ withheld }} as (

    select
        customer_key,
        {%- for attribute in attributes %}
        {{ attribute if attribute in kept else "'withheld'" }} as {{ attribute }},
        {%- endfor %}
        count(*) over ({{ 'partition by ' ~ kept | join(', ') if kept }}) as group_size
    from {{ 'described' if withheld == 0 else 'withheld_' ~ (withheld - 1) }}
    {%- if withheld > 0 %}
    where group_size < {{ var('share_min_people') }}
    {%- endif %}

),
{%- endfor %}

settled as (
    {% for withheld in range(attributes | length + 1) %}
    select * from withheld_{{ withheld }}
    where group_size >= {{ var('share_min_people') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

salts as (

    select salt from {{ source('ledger', 'share_salts') }}

),

shared as (

    select
        {{ share_key('settled.customer_key') }} as share_customer_key,
        settled.customer_kind,
        settled.life_cycle,
        settled.order_count as order_count_band,
        settled.net_revenue_amount as net_revenue_band,
        settled.country_code,
        settled.age as age_band,
        settled.gender,
        settled.region
    from settled
    cross join salts

)

select * from shared

-- One row per customer of the till's directory, and per customer number that only sales show.
with directory as (select * from {{ ref('stg_square__customers') }}),

items as (select * from {{ ref('stg_square__items') }}),

transactions as (select * from {{ ref('stg_square__transactions') }}),

listed as (
    {{ conform('people', 'directory', {
        'source_system': "'square'",
        'source_id': 'customer_id',
        'record_kind': "'person'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'birth_date': 'birth_date',
        'birth_year': 'extract(year from birth_date)',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'region',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'company_name': 'company_name',
        'created_at': 'first_visited_on',
        'updated_at': 'delivered_on',
    }) }}
),

mentions as (
    select
        customer_id,
        customer_name,
        sold_local_at,
        source_file,
        line_number
    from items
    where customer_id is not null
    union all
    select
        customer_id,
        customer_name,
        sold_local_at,
        source_file,
        line_number
    from transactions
    where customer_id is not null
),

unlisted as (
    select
        mentions.customer_id,
        max(mentions.customer_name) as customer_name,
        min(mentions.sold_local_at) as first_sold_at,
        max(mentions.sold_local_at) as last_sold_at,
        min(mentions.source_file) as source_file,
        min(mentions.line_number) as line_number
    from mentions
    anti join directory on mentions.customer_id = directory.customer_id
    group by mentions.customer_id
),

mentioned as (
    {{ conform('people', 'unlisted', {
        'source_system': "'square'",
        'source_id': 'customer_id',
        'record_kind': "'person'",
        'given_name': regexp_group('customer_name', "'^(.+?) +[^ ]+$'", 1),
        'family_name': regexp_group('customer_name', "'([^ ]+)$'", 1),
        'full_name': 'customer_name',
        'created_at': 'first_sold_at',
        'updated_at': 'last_sold_at',
    }) }}
),

stacked as (
    select *
    from listed
    union all
    select *
    from mentioned
)

select * from stacked

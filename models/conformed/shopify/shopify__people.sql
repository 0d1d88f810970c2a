-- One row per Shopify customer, and per guest known from orders only.
with customers as (
    {{ conform('people', ref('stg_shopify__customers'), {
        'source_system': "'shopify'",
        'source_id': 'customer_source_id',
        'record_kind': "'person'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'birth_date': 'birth_date',
        'email': 'email',
        'phone': 'address_phone',
        'mobile': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'region',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'company_name': 'case when not is_company_a_number then company end',
        'national_id': 'case when is_company_a_number then company end',
        'is_test': has_tag('tags', 'test'),
        'is_staff': has_tag('tags', 'staff'),
        'updated_at': 'delivered_on',
    }) }}
),

guests as (
    {{ conform('people', ref('shopify__guests'), {
        'source_system': "'shopify'",
        'source_id': 'buyer_source_id',
        'record_kind': "'person'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'full_name': 'full_name',
        'email': 'email',
        'phone': 'phone',
        'mobile': 'mobile',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'region',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'company_name': 'company',
        'is_test': 'is_test',
        'created_at': 'first_ordered_at',
        'updated_at': 'ordered_at',
    }) }}
),

stacked as (
    select *
    from customers
    union all
    select *
    from guests
),

-- Without a customer id the same address in two stores is one record; the newest counts.
unique_people as (
    select *
    from stacked
    qualify row_number() over (
        partition by record_key
        order by updated_at desc nulls last, source_file desc, line_number desc
    ) = 1
)

select * from unique_people

-- One row per member of an audience.
with members as (select * from {{ ref('stg_mailchimp__members') }}),

conformed as (
    {{ conform('people', 'members', {
        'source_system': "'mailchimp'",
        'source_id': "audience || '|' || email_address",
        'record_kind': "'member'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'address_region',
        'postcode': clean_postcode('postcode', 'address_country_code'),
        'country_code': 'address_country_code',
        'created_at': 'coalesce(opted_in_at, confirmed_at)',
        'updated_at': 'coalesce(changed_at, delivered_on)',
    }) }}
)

select * from conformed

-- One row per piece of mail: the person it was for, or would have been for in a hold-out cell.
-- A piece for a couple has no given name, since nobody knows whose the initial is.
{{ conform('people', ref('mail_house__pieces'), {
    'source_system': "'mail_house'",
    'source_id': 'urn',
    'record_kind': "'piece'",
    'title': 'title',
    'given_name': 'case when not is_joint then given_name end',
    'family_name': 'family_name',
    'suffix': 'suffix',
    'full_name': "case
            when is_joint then salutation
            else nullif(concat_ws(' ', given_name, family_name), '')
        end",
    'address_line_1': 'address_line_1',
    'address_line_2': 'address_line_2',
    'city': 'city',
    'region': 'region',
    'postcode': 'postcode',
    'country_code': 'country_code',
    'company_name': 'company_name',
    'is_deleted': 'false',
    'is_test': 'is_seed',
    'created_at': 'cast(mail_date as timestamp)',
    'updated_at': 'cast(mail_date as timestamp)',
}) }}

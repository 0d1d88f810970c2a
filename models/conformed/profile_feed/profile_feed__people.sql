-- One row per person that messages were about, each value the last one sent: what a message leaves
-- out it does not clear.
{%- set columns = [
    'email', 'title', 'given_name', 'family_name', 'job_title', 'company_name', 'phone', 'mobile',
    'address_line_1', 'address_line_2', 'city', 'region', 'postcode', 'country_code',
    'birth_date', 'account_id', 'master_record_id', 'is_deleted',
] %}
with messages as (
    select
        *,
        cast(sent_at as string) || {{ file_order() }} || notification_id as message_order
    from {{ ref('stg_profile_feed__messages') }}
),

people as (
    select
        person_id,
        min(salesforce_id) as salesforce_id,
        min(object_type) as object_type,
        {%- for column in columns %}
        max_by({{ column }}, message_order) filter (where {{ column }} is not null)
            as {{ column }},
        {%- endfor %}
        min(coalesce(created_at, sent_at)) as created_at,
        max(sent_at) as updated_at,
        max_by(source_file, message_order) as source_file,
        max_by(line_number, message_order) as line_number
    from messages
    group by person_id
),

conformed as (
    {{ conform('people', 'people', {
        'source_system': "'profile_feed'",
        'source_id': 'person_id',
        'record_kind': "'profile'",
        'title': 'title',
        'given_name': 'given_name',
        'family_name': 'family_name',
        'birth_date': 'birth_date',
        'birth_year': 'extract(year from birth_date)',
        'email': 'email',
        'phone': 'phone',
        'mobile': 'mobile',
        'address_line_1': 'address_line_1',
        'address_line_2': 'address_line_2',
        'city': 'city',
        'region': 'region',
        'postcode': 'postcode',
        'country_code': 'country_code',
        'company_name': 'company_name',
        'job_title': 'job_title',
        'account_id': 'account_id',
        'is_deleted': 'coalesce(is_deleted, false)',
        'is_test': 'false',
        'created_at': 'created_at',
        'updated_at': 'updated_at',
    }) }}
)

select * from conformed

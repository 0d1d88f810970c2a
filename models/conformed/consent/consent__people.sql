-- One row per identifier that consent receipts name.
with receipts as (
    select
        *,
        coalesce(interacted_at, withdrawn_at, consented_at) as acted_at
    from {{ ref('consent__receipts') }}
),

subjects as (
    select
        subject_id,
        max(email) as email,
        max(phone) as phone,
        max_by(given_name, {{ file_order() }}) filter (where given_name is not null)
            as given_name,
        max_by(family_name, {{ file_order() }}) filter (where family_name is not null)
            as family_name,
        max_by(language, {{ file_order() }}) filter (where language is not null) as language,
        min(acted_at) as created_at,
        max(acted_at) as updated_at,
        max_by(source_file, {{ file_order() }}) as source_file,
        max_by(line_number, {{ file_order() }}) as line_number
    from receipts
    group by subject_id
),

conformed as (
    {{ conform('people', 'subjects', {
        'source_system': "'consent'",
        'source_id': 'subject_id',
        'record_kind': "'receipt'",
        'given_name': 'given_name',
        'family_name': 'family_name',
        'email': 'email',
        'phone': 'phone',
        'language': 'language',
        'is_deleted': 'false',
        'is_test': 'false',
        'created_at': 'created_at',
        'updated_at': 'updated_at',
    }) }}
)

select * from conformed

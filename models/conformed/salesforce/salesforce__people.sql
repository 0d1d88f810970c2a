-- One row per Salesforce contact or lead. A converted lead and the loser of a merge name the
-- record that took their place.
with contacts as (
    select
        contacts.*,
        accounts.account_name as company_name
    from {{ ref('stg_salesforce__contacts') }} as contacts
    left join {{ ref('stg_salesforce__accounts') }} as accounts
        on contacts.account_id = accounts.account_id
),

conformed_contacts as (
    {{ conform('people', 'contacts', {
        'source_system': "'salesforce'",
        'source_id': 'contact_id',
        'record_kind': "'contact'",
        'title': 'title',
        'given_name': 'given_name',
        'family_name': 'family_name',
        'full_name': 'full_name',
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
        'master_source_id': 'master_contact_id',
        'is_deleted': 'coalesce(is_deleted, false)',
        'created_at': 'created_at',
        'updated_at': 'version_at',
    }) }}
),

conformed_leads as (
    {{ conform('people', ref('stg_salesforce__leads'), {
        'source_system': "'salesforce'",
        'source_id': 'lead_id',
        'record_kind': "'lead'",
        'title': 'title',
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
        'company_name': 'company_name',
        'job_title': 'job_title',
        'account_id': 'converted_account_id',
        'master_source_id': 'coalesce(master_lead_id, converted_contact_id)',
        'is_deleted': 'coalesce(is_deleted, false)',
        'created_at': 'created_at',
        'updated_at': 'version_at',
    }) }}
),

unioned as (
    select * from conformed_contacts
    union all
    select * from conformed_leads
)

select * from unioned

-- One row per case, losers of a merge left out: their text is in the survivor. A case from the web
-- form is tied to a person by the e-mail, else the phone, that was typed in.
with cases as (
    select * from {{ ref('stg_salesforce__cases') }} where not coalesce(is_deleted, false)
),

case_types as (
    select * from {{ ref('case_types') }}
),

brands as (
    select brand_key
    from {{ ref('brand_of_source') }}
    where source_system = 'salesforce' and source_value = '*'
),

described as (
    select
        cases.*,
        case
            when cases.contact_id is not null
                then {{ weft_key(["'salesforce'", 'cases.contact_id']) }}
        end as record_key,
        case
            when cases.contact_id is not null then 'salesforce_contact_id'
            when cases.supplied_email is not null then 'email'
            when cases.supplied_phone is not null then 'phone'
        end as identifier_type,
        coalesce(cases.contact_id, cases.supplied_email, cases.supplied_phone) as identifier_value,
        coalesce(case_types.is_complaint, false) as is_complaint,
        coalesce(cases.brand_key, brands.brand_key) as brand
    from cases
    left join case_types on lower(cases.case_type) = lower(case_types.case_type)
    left join brands on true
),

conformed as (
    {{ conform('cases', 'described', {
        'source_system': "'salesforce'",
        'source_id': 'case_id',
        'record_key': 'record_key',
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'opened_at': 'created_at',
        'closed_at': 'closed_at',
        'case_type': 'case_type',
        'origin': 'origin',
        'status': 'case_status',
        'subject': 'subject',
        'description': 'description',
        'is_complaint': 'is_complaint',
        'brand_key': 'brand',
    }) }}
)

select * from conformed

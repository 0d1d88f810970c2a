-- One row per message about a person: a Salesforce notification or a Silverpop document, its fields
-- side by side. An empty column was not sent, which says nothing about its value.
-- Names of fields are compared without case and punctuation: EMAIL, Email and First_Name are one's.
{{ config(materialized='table') }}
{%- set fields = {
    'email': ['email', 'emailaddress'],
    'old_email': ['oldemail'],
    'salutation': ['salutation'],
    'given_name': ['firstname', 'fname', 'givenname'],
    'family_name': ['lastname', 'lname', 'surname', 'familyname'],
    'job_title': ['title', 'jobtitle'],
    'company': ['company', 'companyname'],
    'phone': ['phone', 'telephone', 'homephone'],
    'mobile': ['mobilephone', 'mobile', 'mobilenumber'],
    'street': ['mailingstreet', 'street', 'address', 'address1'],
    'city': ['mailingcity', 'city', 'town'],
    'region': ['mailingstate', 'state', 'county'],
    'postcode': ['mailingpostalcode', 'postalcode', 'postcode', 'zip'],
    'country': ['mailingcountry', 'country'],
    'birth_date': ['birthdate', 'dateofbirth', 'dob'],
    'account_id': ['accountid'],
    'master_record_id': ['masterrecordid', 'convertedcontactid'],
    'is_deleted': ['isdeleted'],
    'email_opt_out': ['hasoptedoutofemail'],
    'do_not_call': ['donotcall'],
    'opt_out': ['optout'],
    'list_id': ['listid'],
    'brand': ['brandc', 'brand'],
    'created': ['createddate'],
    'modified': ['systemmodstamp', 'lastmodifieddate'],
} %}
with landed as (
    {{ landed_rows('profile_feed', 'messages') }}
),

settled as (
    {{ settled_rows('landed', 'profile_feed') }}
),

fields as (
    select
        *,
        {{ regexp_replace_all('lower(field_name)', "'[^a-z0-9]+'", "''") }} as field_key
    from settled
),

messages as (
    select
        notification_id,
        lower(min(document_type)) as document_type,
        lower(min(object_type)) as object_type,
        min(object_id) as object_id,
        {%- for column, names in fields.items() %}
        max_by(field_value, ordinal) filter (
            where trim(field_value) != '' and field_key in ('{{ names | join("', '") }}') -- noqa: LT05
        ) as {{ column }},
        {%- endfor %}
        min(source_country) as source_country,
        min(source_zone) as source_zone,
        min(source_locale) as source_locale,
        min(_delivered_on) as delivered_on,
        _source_file as source_file,
        min(_line_number) as line_number
    from fields
    group by notification_id, _source_file
),

read as (
    select
        notification_id,
        document_type,
        object_type,
        coalesce({{ salesforce_id('object_id') }}, {{ clean_email('email') }}) as person_id,
        {{ salesforce_id('object_id') }} as salesforce_id,
        {{ clean_email('email') }} as email,
        {{ clean_email('old_email') }} as old_email,
        {{ clean_text('salutation') }} as title,
        {{ clean_name('given_name') }} as given_name,
        {{ clean_name('family_name') }} as family_name,
        {{ clean_text('job_title') }} as job_title,
        {{ clean_text('company') }} as company_name,
        {{ clean_phone('phone', country_code('country')) }} as phone,
        {{ clean_phone('mobile', country_code('country')) }} as mobile,
        {{ street_line('street', 1) }} as address_line_1,
        {{ street_line('street', 2) }} as address_line_2,
        {{ clean_text('city') }} as city,
        {{ clean_text('region') }} as region,
        {{ clean_postcode('postcode', country_code('country')) }} as postcode,
        {{ country_code('country', 'cast(null as string)') }} as country_code,
        {{ local_date('birth_date') }} as birth_date,
        {{ salesforce_id('account_id') }} as account_id,
        {{ salesforce_id('master_record_id') }} as master_record_id,
        {{ parse_flag('is_deleted') }} as is_deleted,
        {{ parse_flag('email_opt_out') }} as is_opted_out_of_email,
        {{ parse_flag('do_not_call') }} as is_opted_out_of_calls,
        {{ parse_flag('opt_out') }} as is_opted_out_of_list,
        {{ clean_id('list_id') }} as list_id,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ stated_timestamp('created') }} as created_at,
        coalesce({{ stated_timestamp('modified') }}, cast(delivered_on as timestamp)) as sent_at,
        delivered_on,
        source_file,
        line_number
    from messages
),

-- Messages are sent until they are acknowledged: the same notification comes several times.
newest as (
    select *
    from read
    where
        person_id is not null
        and (salesforce_id is null or object_type in ('contact', 'lead'))
    qualify row_number() over (
        partition by notification_id
        order by sent_at desc, delivered_on desc, source_file desc
    ) = 1
)

select * from newest

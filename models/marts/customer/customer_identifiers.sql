-- One row per identifier type, value and customer.
with owned as (

    select * from {{ ref('identifiers__owned') }}

),

mail_domains as (

    select * from {{ ref('mail_domains__judged') }}

),

listed as (

    select
        owned.customer_identifier_key,
        owned.identifier_type,
        owned.identifier_value,
        owned.customer_key,
        owned.first_seen_at,
        owned.last_seen_at,
        owned.record_count,
        owned.is_claimed,
        owned.is_generic,
        owned.is_owner,
        mail_domains.email_domain is not null as is_domain_suspect,
        mail_domains.suggested_domain
    from owned
    left join mail_domains
        on
            owned.identifier_type = 'email'
            and {{ email_domain('owned.identifier_value') }} = mail_domains.email_domain

)

select * from listed

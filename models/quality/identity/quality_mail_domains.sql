-- One row per mail domain that seems a slip of the pen in a mail provider's.
with judged as (select * from {{ ref('mail_domains__judged') }}),

identifiers as (select * from {{ ref('customer_identifiers') }}),

counted as (
    select
        {{ email_domain('identifier_value') }} as email_domain,
        count(distinct customer_key) as customer_count
    from identifiers
    where is_domain_suspect
    group by {{ email_domain('identifier_value') }}
),

listed as (
    select
        judged.email_domain,
        judged.suggested_domain,
        judged.mailbox_count,
        judged.suggested_mailbox_count,
        coalesce(counted.customer_count, 0) as customer_count
    from judged
    left join counted on judged.email_domain = counted.email_domain
)

select * from listed

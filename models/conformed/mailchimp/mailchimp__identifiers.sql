-- One row per member and key of the platform: EUID, LEID and the MD5 of the address.
with members as (select * from {{ ref('stg_mailchimp__members') }}),

keys as (
    select
        audience || '|' || email_address as member_source_id,
        'mailchimp_euid' as identifier_type,
        euid as identifier_value,
        coalesce(opted_in_at, confirmed_at) as first_seen_at,
        delivered_on,
        source_file,
        line_number
    from members
    where euid is not null
    union all
    select
        audience || '|' || email_address as member_source_id,
        'mailchimp_leid' as identifier_type,
        leid as identifier_value,
        coalesce(opted_in_at, confirmed_at) as first_seen_at,
        delivered_on,
        source_file,
        line_number
    from members
    where leid is not null
    union all
    select
        audience || '|' || email_address as member_source_id,
        'email_md5' as identifier_type,
        md5(email_address) as identifier_value,
        coalesce(opted_in_at, confirmed_at) as first_seen_at,
        delivered_on,
        source_file,
        line_number
    from members
),

conformed as (
    {{ conform('identifiers', 'keys', {
        'source_system': "'mailchimp'",
        'source_id': 'member_source_id',
        'record_key': weft_key(["'mailchimp'", 'member_source_id']),
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'is_claimed': 'false',
        'first_seen_at': 'first_seen_at',
        'last_seen_at': 'delivered_on',
    }) }}
)

select * from conformed

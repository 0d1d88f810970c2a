-- One row per customer and business account she belongs to, with the best evidence for it.
-- The CRM's own word counts most. Elsewhere a company name or a mail domain tells, where it is one
-- account's alone: a domain of several accounts or of a mail provider says nothing.
with people as (

    select
        record_key,
        source_system,
        account_id,
        {{ company_key('company_name') }} as company_key,
        job_title,
        split_part(email, '@', 2) as email_domain,
        created_at,
        updated_at
    from {{ ref('people__unioned') }}
    where not coalesce(is_deleted, false)

),

records as (

    select * from {{ ref('records__keyed') }}

),

accounts as (

    select
        account_id,
        coalesce(master_account_id, account_id) as surviving_account_id,
        {{ company_key('account_name') }} as company_key,
        {{ regexp_replace_all(url_host('website'), "'^www[.]'", "''") }} as web_domain
    from {{ ref('stg_salesforce__accounts') }}

),

living as (

    select account_id
    from {{ ref('stg_salesforce__accounts') }}
    where not coalesce(is_deleted, false)

),

providers as (

    select * from {{ ref('free_mail_providers') }}

),

keyed as (

    select
        records.customer_key,
        people.*
    from people
    inner join records on people.record_key = records.record_key

),

-- A slip in a provider's name makes a domain that one contact has: it takes two, or the web site.
domain_uses as (

    select
        surviving_account_id as account_id,
        web_domain as email_domain,
        'web site' as used_by
    from accounts
    where web_domain is not null
    union
    select
        coalesce(accounts.surviving_account_id, keyed.account_id) as account_id,
        keyed.email_domain,
        keyed.customer_key as used_by
    from keyed
    left join accounts on keyed.account_id = accounts.account_id
    where keyed.account_id is not null and keyed.email_domain is not null

),

domains as (

    select
        domain_uses.email_domain,
        min(domain_uses.account_id) as account_id
    from domain_uses
    left join providers
        on split_part(domain_uses.email_domain, '.', 1) = providers.provider
    where providers.provider is null
    group by domain_uses.email_domain
    having
        min(domain_uses.account_id) = max(domain_uses.account_id)
        and (count(*) > 1 or max(domain_uses.used_by) = 'web site')

),

companies as (

    select
        company_key,
        min(surviving_account_id) as account_id
    from accounts
    where company_key is not null
    group by company_key
    having min(surviving_account_id) = max(surviving_account_id)

),

shown as (

    select
        keyed.*,
        coalesce(accounts.surviving_account_id, keyed.account_id) as shown_account_id,
        'crm' as evidence,
        1 as evidence_rank
    from keyed
    left join accounts on keyed.account_id = accounts.account_id
    where keyed.account_id is not null
    union all
    select
        keyed.*,
        companies.account_id as shown_account_id,
        'company_name' as evidence,
        2 as evidence_rank
    from keyed
    inner join companies on keyed.company_key = companies.company_key
    where keyed.account_id is null
    union all
    select
        keyed.*,
        domains.account_id as shown_account_id,
        'email_domain' as evidence,
        3 as evidence_rank
    from keyed
    inner join domains on keyed.email_domain = domains.email_domain
    where keyed.account_id is null

),

members as (

    select
        shown.customer_key,
        shown.shown_account_id as account_id,
        min(shown.evidence_rank) as evidence_rank,
        min_by(shown.evidence, shown.evidence_rank) as evidence,
        max_by(
            shown.job_title,
            cast(9 - shown.evidence_rank as string)
            || coalesce(cast(coalesce(shown.updated_at, shown.created_at) as string), '')
            || shown.record_key
        ) filter (where shown.job_title is not null) as job_title,
        max(coalesce(shown.updated_at, shown.created_at)) as last_seen_at,
        count(distinct shown.record_key) as record_count
    from shown
    inner join living on shown.shown_account_id = living.account_id
    group by shown.customer_key, shown.shown_account_id

),

titles as (

    select * from {{ ref('job_titles__classified') }}

),

ranked as (

    select
        {{ weft_key(["'salesforce'", 'members.account_id', 'members.customer_key']) }}
            as account_member_key,
        {{ weft_key(["'salesforce'", 'members.account_id']) }} as account_key,
        members.customer_key,
        members.evidence,
        members.job_title,
        titles.contact_role,
        titles.seniority,
        members.last_seen_at,
        members.record_count,
        row_number() over (
            partition by members.customer_key
            order by
                members.evidence_rank, members.record_count desc, members.last_seen_at desc,
                members.account_id
        ) = 1 as is_main
    from members
    left join titles on members.job_title = titles.job_title

)

select * from ranked

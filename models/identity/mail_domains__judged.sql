-- One row per mail domain that seems a slip of the pen, with the one that seems to be meant.
-- Its name is one letter off a mail provider's, or two letters have changed places; or it is a
-- provider's and the ending is a known slip. Many people do not slip alike: a domain that more have
-- than a fraction of the meant one's is taken as it is.
with values_judged as (

    select * from {{ ref('identifier_values__judged') }}
    where identifier_type = 'email'

),

providers as (

    select
        provider,
        {{ sorted_letters('provider') }} as letters
    from {{ ref('free_mail_providers') }}

),

endings as (

    select * from {{ ref('mail_domain_endings') }}

),

domains as (

    select
        {{ email_domain('identifier_value') }} as email_domain,
        count(*) as mailbox_count
    from values_judged
    group by {{ email_domain('identifier_value') }}

),

parts as (

    select
        email_domain,
        mailbox_count,
        {{ regexp_group('email_domain', "'^([^.]+)[.]'", 1) }} as provider,
        {{ regexp_group('email_domain', "'^[^.]+[.](.*)$'", 1) }} as ending
    from domains

),

written_names as (

    select distinct
        provider,
        {{ sorted_letters('provider') }} as letters
    from parts

),

-- Of a short name too many others are one letter off.
readings as (

    select
        written_names.provider as written,
        providers.provider
    from written_names
    inner join providers
        on
            written_names.provider = providers.provider
            or length(providers.provider) >= 5
            and (
                levenshtein(written_names.provider, providers.provider) = 1
                or levenshtein(written_names.provider, providers.provider) = 2
                and written_names.letters = providers.letters
            )

),

suspected as (

    select
        parts.email_domain,
        parts.mailbox_count,
        readings.provider || '.' || coalesce(endings.meant, parts.ending) as suggested_domain
    from parts
    inner join readings on parts.provider = readings.written
    left join endings on parts.ending = endings.written
    left join providers on parts.provider = providers.provider
    where
        -- What is a provider's own name is no slip of another's.
        (providers.provider is null or readings.provider = parts.provider)
        and (endings.meant is not null or readings.provider != parts.provider)

),

ranked as (

    select
        suspected.email_domain,
        suspected.suggested_domain,
        suspected.mailbox_count,
        coalesce(domains.mailbox_count, 0) as suggested_mailbox_count,
        row_number() over (
            partition by suspected.email_domain
            order by domains.mailbox_count desc nulls last, suspected.suggested_domain
        ) as reading
    from suspected
    left join domains on suspected.suggested_domain = domains.email_domain

),

judged as (

    select
        email_domain,
        suggested_domain,
        mailbox_count,
        suggested_mailbox_count
    from ranked
    where
        reading = 1
        and (
            mailbox_count = 1
            or mailbox_count * {{ var('mail_slip_factor') }} <= suggested_mailbox_count
        )

)

select * from judged

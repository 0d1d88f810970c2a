-- One row per marketing message or call that went to a customer, or an address of hers, that had
-- refused it, with the oldest refusal in force: since then nothing should have been sent.
with messages as (

    select * from {{ ref('messages__marketed') }}

),

refusals as (

    select * from {{ ref('permission_spans') }}
    where rule_kind = 'act' and is_refusal and purpose = 'marketing'

),

addresses as (

    select * from {{ ref('refused_addresses') }}
    where purpose = 'marketing'

),

sends as (

    select send_key, identifier_type, identifier_value from {{ ref('sends__unioned') }}

),

-- A platform may name a mailbox by its hash.
named as (

    select refused_address_key, address_type as identifier_type, address as identifier_value
    from addresses
    union all
    select
        refused_address_key,
        'email_md5' as identifier_type,
        md5(address) as identifier_value
    from addresses
    where address_type = 'email'

),

sent_to_refused as (

    select
        sends.send_key,
        named.refused_address_key
    from named
    inner join sends
        on
            named.identifier_type = sends.identifier_type
            and named.identifier_value = sends.identifier_value

),

-- She may have allowed another address since: the one that was refused stays so.
refused as (

    select
        messages.message_key,
        refusals.evidence_key as consent_key,
        refusals.reason,
        refusals.valid_from,
        refusals.span_key as refusal_key,
        false as is_of_address
    from messages
    inner join refusals
        on
            messages.customer_key = refusals.customer_key
            and messages.brand_key = refusals.brand_key
            and messages.permission_channel = refusals.channel
            and messages.sent_at > refusals.valid_from
            and messages.sent_at < refusals.valid_to
    union all
    select
        messages.message_key,
        addresses.consent_key,
        'address_opt_out' as reason,
        addresses.refused_at as valid_from,
        addresses.refused_address_key as refusal_key,
        true as is_of_address
    from messages
    inner join sent_to_refused on messages.message_key = sent_to_refused.send_key
    inner join addresses
        on
            sent_to_refused.refused_address_key = addresses.refused_address_key
            and messages.customer_key = addresses.customer_key
            and messages.brand_key = addresses.brand_key
            and messages.permission_channel = addresses.channel
            and messages.sent_at > addresses.refused_at
            and messages.sent_at < coalesce(addresses.lifted_at, cast('9999-12-31' as timestamp))

),

oldest as (

    select
        message_key,
        consent_key,
        reason
    from refused
    qualify row_number() over (
        partition by message_key order by valid_from, is_of_address, refusal_key
    ) = 1

),

forbidden as (

    select
        messages.message_key,
        messages.source_system,
        messages.customer_key,
        messages.channel,
        messages.permission_channel,
        messages.brand_key,
        messages.campaign_key,
        messages.sent_at,
        oldest.consent_key,
        oldest.reason
    from messages
    inner join oldest on messages.message_key = oldest.message_key

)

select * from forbidden

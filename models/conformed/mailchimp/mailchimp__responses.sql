-- One row per open, click, bounce or unsubscription of an e-mail.
with opens as (select * from {{ ref('stg_mailchimp__opens') }}),

clicks as (select * from {{ ref('mailchimp__clicks') }}),

bounces as (select * from {{ ref('stg_mailchimp__bounces') }}),

unsubscribes as (select * from {{ ref('stg_mailchimp__unsubscribes') }}),

files as (select * from {{ ref('mailchimp__campaign_files') }}),

members as (select * from {{ ref('stg_mailchimp__members') }}),

machines as (select * from {{ ref('mailchimp__machine_addresses') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'mailchimp'),

actions as (
    select
        'open' as response_kind,
        audience,
        campaign_file,
        email_address,
        opened_at as responded_at,
        ip_address,
        cast(null as string) as url,
        cast(null as string) as detail,
        occurrence,
        false as is_burst,
        source_file,
        line_number
    from opens
    union all
    select
        'click' as response_kind,
        audience,
        campaign_file,
        email_address,
        clicked_at as responded_at,
        ip_address,
        url,
        cast(null as string) as detail,
        occurrence,
        is_burst,
        source_file,
        line_number
    from clicks
    union all
    select
        'bounce' as response_kind,
        audience,
        campaign_file,
        email_address,
        bounced_at as responded_at,
        cast(null as string) as ip_address,
        cast(null as string) as url,
        bounce_type as detail,
        1 as occurrence,
        false as is_burst,
        source_file,
        line_number
    from bounces
    union all
    select
        case when unsubscribed_reason = 'SPAM' then 'complaint' else 'unsubscribe' end
            as response_kind,
        audience,
        campaign_file,
        email_address,
        unsubscribed_at as responded_at,
        cast(null as string) as ip_address,
        cast(null as string) as url,
        lower(unsubscribed_reason) as detail,
        1 as occurrence,
        false as is_burst,
        source_file,
        line_number
    from unsubscribes
),

joined as (
    select
        actions.*,
        files.campaign_id,
        files.campaign_code,
        files.sent_at,
        brands.brand_key,
        members.email_address is not null as is_member,
        actions.is_burst or coalesce(machines.acts_by_itself, false) as is_machine,
        coalesce(machines.machine_kind, case when actions.is_burst then 'scanner' end)
            as machine_kind
    from actions
    inner join files
        on
            actions.audience = files.audience
            and actions.campaign_file = files.campaign_file
    left join members
        on
            actions.audience = members.audience
            and actions.email_address = members.email_address
    left join machines on actions.ip_address = machines.ip_address
    left join brands on actions.audience = brands.source_value
),

conformed as (
    {{ conform('responses', 'joined', {
        'source_system': "'mailchimp'",
        'source_id': weft_key([
            'audience', 'campaign_id', 'email_address', 'response_kind', 'responded_at',
            'ip_address', 'url', 'occurrence',
        ]),
        'channel': "'email'",
        'response_kind': 'response_kind',
        'campaign_code': 'campaign_code',
        'source_campaign_id': 'campaign_id',
        'brand_key': 'brand_key',
        'record_key': 'case when is_member then '
            ~ weft_key(["'mailchimp'", "audience || '|' || email_address"]) ~ ' end',
        'identifier_type': "'email'",
        'identifier_value': 'email_address',
        'responded_at': 'coalesce(responded_at, sent_at)',
        'url': 'url',
        'ip_address': 'ip_address',
        'is_machine': 'is_machine',
        'detail': 'coalesce(detail, machine_kind)',
    }) }}
)

select * from conformed

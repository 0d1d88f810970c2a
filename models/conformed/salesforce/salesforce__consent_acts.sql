-- One row per Salesforce record and channel it opted out of, by a flag or by what a case says. The
-- flags know no opt-in: false says that nothing was recorded. DoNotCall covers phone and mobile;
-- there is no flag for SMS.
with people as (
    select
        contact_id as record_id,
        'salesforce_contact_id' as identifier_type,
        is_opted_out_of_email,
        is_opted_out_of_calls,
        email_opted_out_at,
        calls_opted_out_at,
        brand_key,
        version_at,
        delivered_on,
        source_file,
        line_number
    from {{ ref('stg_salesforce__contacts') }}
    union all
    select
        lead_id as record_id,
        'salesforce_lead_id' as identifier_type,
        is_opted_out_of_email,
        is_opted_out_of_calls,
        email_opted_out_at,
        calls_opted_out_at,
        brand_key,
        version_at,
        delivered_on,
        source_file,
        line_number
    from {{ ref('stg_salesforce__leads') }}
),

brands as (
    select brand_key
    from {{ ref('brand_of_source') }}
    where source_system = 'salesforce' and source_value = '*'
),

opt_outs as (
    select
        people.record_id,
        people.identifier_type,
        coalesce(people.brand_key, brands.brand_key) as brand_key,
        channels.channel,
        coalesce(
            case
                when channels.channel = 'email' then people.email_opted_out_at
                else people.calls_opted_out_at
            end,
            people.version_at,
            cast(people.delivered_on as timestamp)
        ) as acted_at,
        people.version_at,
        people.source_file,
        people.line_number
    from people
    cross join (values ('email'), ('phone')) as channels (channel)
    left join brands on true
    where
        (channels.channel = 'email' and people.is_opted_out_of_email)
        or (channels.channel = 'phone' and people.is_opted_out_of_calls)
),

phrases as (
    select pattern, channel_in_case
    from {{ ref('opt_out_phrases') }}
    where action = 'opt_out' and channel_in_case is not null
),

-- Subject and text are apart by a word that is in no phrase.
cases as (
    select
        *,
        {{ plain_message("concat_ws(' 0 ', subject, description)") }} as plain_body
    from {{ ref('salesforce__cases') }}
),

-- Who writes to the service desk speaks to the whole group.
refusals as (
    select distinct
        cases.source_id,
        cases.record_key,
        cases.identifier_type,
        cases.identifier_value,
        phrases.channel_in_case as channel,
        cases.opened_at,
        cases.source_file,
        cases.line_number
    from cases
    inner join phrases on {{ regexp_matches('cases.plain_body', 'phrases.pattern') }}
),

flags_conformed as (
    {{ conform('consent_acts', 'opt_outs', {
        'source_system': "'salesforce'",
        'source_id': "record_id || '|' || channel",
        'record_key': weft_key(["'salesforce'", 'record_id']),
        'identifier_type': 'identifier_type',
        'identifier_value': 'record_id',
        'brand_key': 'brand_key',
        'channel': 'channel',
        'purpose': "'marketing'",
        'action': "'opt_out'",
        'acted_at': 'acted_at',
        'received_at': 'version_at',
        'evidence': "'CRM flag'",
    }) }}
),

cases_conformed as (
    {{ conform('consent_acts', 'refusals', {
        'source_system': "'salesforce'",
        'source_id': "source_id || '|' || channel",
        'record_key': 'record_key',
        'identifier_type': 'identifier_type',
        'identifier_value': 'identifier_value',
        'channel': 'channel',
        'purpose': "'marketing'",
        'action': "'opt_out'",
        'acted_at': 'opened_at',
        'received_at': 'opened_at',
        'evidence': "'complaint'",
    }) }}
),

conformed as (
    select * from flags_conformed
    union all
    select * from cases_conformed
)

select * from conformed

-- One row per message and channel that says something about permission. A Salesforce flag that is
-- false says nothing; OPT_OUT=False of Silverpop is an opt-in, made by whoever sent the update.
with messages as (
    select * from {{ ref('stg_profile_feed__messages') }}
),

brands as (
    select brand_key
    from {{ ref('brand_of_source') }}
    where source_system = 'salesforce' and source_value = '*'
),

acts as (
    select
        messages.*,
        'email' as channel,
        case
            when is_opted_out_of_email or is_opted_out_of_list then 'opt_out'
            when not is_opted_out_of_list then 'opt_in'
        end as action
    from messages
    union all
    select
        messages.*,
        'phone' as channel,
        case when is_opted_out_of_calls then 'opt_out' end as action
    from messages
),

described as (
    select
        acts.*,
        coalesce(
            acts.brand_key, case when acts.salesforce_id is not null then brands.brand_key end
        ) as brand,
        case
            when acts.salesforce_id like '003%' then 'salesforce_contact_id'
            when acts.salesforce_id is not null then 'salesforce_lead_id'
            else 'email'
        end as identifier_type
    from acts
    left join brands on true
    where acts.action is not null
),

conformed as (
    {{ conform('consent_acts', 'described', {
        'source_system': "'profile_feed'",
        'source_id': "notification_id || '|' || channel",
        'record_key': weft_key(["'profile_feed'", 'person_id']),
        'identifier_type': 'identifier_type',
        'identifier_value': 'person_id',
        'brand_key': 'brand',
        'channel': 'channel',
        'purpose': "'marketing'",
        'action': 'action',
        'acted_at': 'sent_at',
        'received_at': 'cast(delivered_on as timestamp)',
        'evidence': "'profile feed'",
    }) }}
)

select * from conformed

-- One row per change of a customer's marketing flag between exports.
-- Flags are states, not acts: an export dates a change no finer than its own day. "No" counts as
-- an objection only where it was yes before. The flag on an order repeats the customer's state and
-- says nothing new.
with permissions as (select * from {{ ref('stg_shopify__customer_permissions') }}),

customers as (select * from {{ ref('stg_shopify__customers') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'shopify'),

flag_changes as (
    select
        concat_ws(
            '|', permissions.customer_source_id, permissions.store_name, permissions.channel,
            cast(permissions.delivered_on as string)
        ) as act_source_id,
        permissions.customer_source_id as person_source_id,
        case permissions.channel when 'email' then 'email' else 'phone' end as identifier_type,
        permissions.contact_point,
        permissions.store_name,
        permissions.channel,
        case when permissions.is_accepting then 'opt_in' else 'opt_out' end as action,
        cast(permissions.delivered_on as timestamp) as acted_at,
        permissions.delivered_on as received_on,
        'state in customer export' as evidence,
        permissions.source_file,
        permissions.line_number
    from permissions
    qualify row_number() over (
        partition by
            permissions.customer_source_id, permissions.store_name, permissions.channel,
            permissions.delivered_on
        order by permissions.source_file desc, permissions.line_number desc
    ) = 1
),

branded as (
    select
        flag_changes.*,
        customers.customer_source_id is not null as is_customer,
        brands.brand_key
    from flag_changes
    left join customers
        on
            flag_changes.store_name = customers.store_name
            and flag_changes.person_source_id = customers.customer_source_id
    left join brands on flag_changes.store_name = brands.source_value
),

conformed as (
    {{ conform('consent_acts', 'branded', {
        'source_system': "'shopify'",
        'source_id': 'act_source_id',
        'record_key': 'case when is_customer then '
            ~ weft_key(["'shopify'", 'person_source_id']) ~ ' end',
        'identifier_type': 'identifier_type',
        'identifier_value': 'contact_point',
        'brand_key': 'brand_key',
        'channel': 'channel',
        'purpose': "'marketing'",
        'action': 'action',
        'acted_at': 'acted_at',
        'received_at': 'received_on',
        'evidence': 'evidence',
    }) }}
)

select * from conformed

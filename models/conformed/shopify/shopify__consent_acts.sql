-- One row per change of a marketing flag between exports, and per first order placed with consent.
-- Flags are states, not acts: an export dates a change no finer than its own day. "No" counts as
-- an objection only where it was yes before.
with permissions as (select * from {{ ref('stg_shopify__customer_permissions') }}),

orders as (select * from {{ ref('stg_shopify__orders') }}),

buyers as (select * from {{ ref('shopify__order_buyers') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'shopify'),

flag_changes as (
    select
        permissions.customer_source_id || '|' || permissions.store_name || '|' || permissions.channel
            || '|' || cast(permissions.delivered_on as string) as act_source_id,
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

-- The flag of an order is the state when ordering: the first "yes" of a buyer dates the consent
-- better than any export does. An order's "no" is a box not ticked, not an objection.
consenting_orders as (
    select
        'order|' || orders.order_source_id as act_source_id,
        buyers.buyer_source_id as person_source_id,
        'email' as identifier_type,
        orders.email as contact_point,
        orders.store_name,
        'email' as channel,
        'opt_in' as action,
        orders.ordered_at as acted_at,
        orders.delivered_on as received_on,
        'state at order' as evidence,
        orders.source_file,
        orders.line_number
    from orders
    inner join buyers on orders.order_source_id = buyers.order_source_id
    where orders.is_accepting_marketing and orders.email is not null
    qualify row_number() over (
        partition by orders.store_name, buyers.buyer_source_id
        order by orders.ordered_at, orders.order_source_id
    ) = 1
),

acts as (
    select *
    from flag_changes
    union all
    select *
    from consenting_orders
),

branded as (
    select
        acts.*,
        brands.brand_key
    from acts
    left join brands on acts.store_name = brands.source_value
),

conformed as (
    {{ conform('consent_acts', 'branded', {
        'source_system': "'shopify'",
        'source_id': 'act_source_id',
        'record_key': weft_key(["'shopify'", 'person_source_id']),
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

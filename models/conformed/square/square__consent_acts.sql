-- One row per change of a till customer's e-mail status between exports.
with permissions as (
    select *
    from {{ ref('stg_square__customer_permissions') }}
    qualify row_number() over (
        partition by customer_id, delivered_on
        order by source_file desc, line_number desc
    ) = 1
),

directory as (select * from {{ ref('stg_square__customers') }}),

brands as (select * from {{ ref('brand_of_source') }} where source_system = 'square'),

recorded as (
    select
        permissions.*,
        directory.customer_id is not null as is_listed,
        brands.brand_key
    from permissions
    left join directory on permissions.customer_id = directory.customer_id
    left join brands on brands.source_value = '*'
),

conformed as (
    {{ conform('consent_acts', 'recorded', {
        'source_system': "'square'",
        'source_id': "customer_id || '|' || cast(delivered_on as string)",
        'record_key': 'case when is_listed then ' ~ weft_key(["'square'", 'customer_id']) ~ ' end',
        'identifier_type': "'email'",
        'identifier_value': 'email',
        'brand_key': 'brand_key',
        'channel': "'email'",
        'purpose': "'marketing'",
        'action': 'action',
        'acted_at': 'delivered_on',
        'received_at': 'delivered_on',
        'evidence': "'state in customer directory'",
    }) }}
)

select * from conformed

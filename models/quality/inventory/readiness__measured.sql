-- One row per measure of readiness: of how much it is taken, and how much of that is in order.
{% set measures = {
    'tables_fresh': {
        'relation': 'tables',
        'whole': 'count(first_delivered_on)',
        'part': 'count(*) filter (where days_since_delivery <= '
            ~ var('readiness_delivery_days') ~ ')',
    },
    'sources_priced': {
        'relation': 'inventory',
        'whole': 'count(first_delivered_on)',
        'part': 'count(*) filter (where first_delivered_on is not null'
            ~ ' and yearly_cost_amount is not null)',
    },
    'customers_reachable': {
        'relation': 'customers',
        'whole': 'count(*)',
        'part': 'count(coalesce(email, mobile, phone, postcode))',
    },
    'customers_confirmed': {
        'relation': 'customers',
        'whole': 'count(*)',
        'part': 'count(*) filter (where source_count > 1)',
    },
    'attributes_undisputed': {
        'relation': 'lineage',
        'whole': 'count(*)',
        'part': 'count(*) filter (where not is_conflicting)',
    },
    'order_months_held': {
        'relation': 'orders',
        'whole': var('readiness_order_months'),
        'part': "least(count(distinct date_trunc('month', order_date)), "
            ~ var('readiness_order_months') ~ ')',
    },
    'orders_known': {
        'relation': 'orders',
        'whole': 'count(*)',
        'part': 'count(customer_key)',
    },
    'visits_known': {
        'relation': 'visits',
        'whole': 'count(*)',
        'part': 'count(customer_key)',
    },
    'permissions_recorded': {
        'relation': 'permissions',
        'whole': 'count(distinct customer_key)',
        'part': "count(distinct case when consent_state != 'not_recorded' then customer_key end)",
    },
    'emails_coded': {
        'relation': 'messages',
        'whole': "count(*) filter (where channel in ('email', 'sms'))",
        'part': "count(campaign_key) filter (where channel in ('email', 'sms'))",
    },
    'addresses_current': {
        'relation': 'customers',
        'whole': 'count(postcode)',
        'part': "count(postcode) filter (where address_status in ('current', 'moved'))",
    },
    'mail_pieces_known': {
        'relation': 'messages',
        'whole': "count(*) filter (where channel in ('direct_mail', 'catalogue'))",
        'part': "count(customer_key) filter (where channel in ('direct_mail', 'catalogue'))",
    },
    'costs_coded': {
        'relation': 'costs',
        'whole': 'sum(reporting_cost_amount)',
        'part': 'sum(reporting_cost_amount) filter (where campaign_key is not null)',
    },
    'campaigns_costed': {
        'relation': 'campaigns',
        'whole': 'count(*)',
        'part': 'count(*) filter (where is_costed)',
    },
    'mailings_held_out': {
        'relation': 'campaigns',
        'whole': "count(*) filter (where is_mailed)",
        'part': 'count(*) filter (where is_mailed and is_held_out)',
    },
} %}
with tables as (select * from {{ ref('quality_sources') }}),

inventory as (select * from {{ ref('quality_source_inventory') }}),

customers as (
    select * from {{ ref('dim_customer') }}
    where not is_staff and not is_test
),

lineage as (select * from {{ ref('customer_attribute_lineage') }}),

orders as (
    select * from {{ ref('fct_orders') }}
    where is_counted
),

visits as (
    select * from {{ ref('fct_sessions') }}
    where is_counted
),

permissions as (
    select * from {{ ref('customer_permissions') }}
    where channel = 'email'
),

messages as (
    select * from {{ ref('fct_touchpoints') }}
    where direction = 'outbound' and touch_kind = 'delivered'
),

costs as (select * from {{ ref('fct_campaign_costs') }}),

held_out as (
    select campaign_key from {{ ref('rpt_campaign_lift') }}
    where comparison = 'contacted_to_control'
    group by campaign_key
),

costed as (
    select campaign_key from costs
    where reporting_cost_amount > 0
    group by campaign_key
),

-- Campaigns that sent something.
sent as (
    select
        campaign_key,
        bool_or(channel in ('direct_mail', 'catalogue')) as is_mailed
    from messages
    where campaign_key is not null
    group by campaign_key
),

campaigns as (
    select
        sent.campaign_key,
        sent.is_mailed,
        costed.campaign_key is not null as is_costed,
        held_out.campaign_key is not null as is_held_out
    from sent
    left join costed on sent.campaign_key = costed.campaign_key
    left join held_out on sent.campaign_key = held_out.campaign_key
),

measured as (
    {%- for measure, taken in measures.items() %}
    select
        '{{ measure }}' as measure,
        cast({{ taken.whole }} as decimal(18, 2)) as whole_amount,
        cast({{ taken.part }} as decimal(18, 2)) as part_amount
    from {{ taken.relation }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

completed as (
    select
        measure,
        coalesce(whole_amount, 0) as whole_amount,
        coalesce(part_amount, 0) as part_amount
    from measured
)

select * from completed

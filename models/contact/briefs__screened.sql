-- One row per active campaign brief and customer, with each thing that may speak against it.
with briefs as (

    select
        briefs.*,
        channels.permission_channel,
        channels.address_type
    from {{ ref('campaign_briefs') }} as briefs
    inner join {{ ref('contact_channels') }} as channels on briefs.channel = channels.channel
    where briefs.is_active

),

customers as (

    select * from {{ ref('dim_customer') }}

),

permissions as (

    select * from {{ ref('customer_permissions') }}
    where purpose = 'marketing'

),

orders as (

    select
        customer_key,
        brand_key,
        max(ordered_at) as last_ordered_at
    from {{ ref('orders__resolved') }}
    where is_counted and customer_key is not null and ordered_at <= {{ run_at() }}
    group by customer_key, brand_key

),

products as (

    select
        briefs.brief_code,
        lines.customer_key,
        max(lines.ordered_at) as last_ordered_at
    from {{ ref('fct_order_lines') }} as lines
    inner join briefs
        on
            lines.brand_key = briefs.brand_key
            and lower(concat_ws(' ', lines.product_name, lines.category))
            like briefs.product_pattern
    where lines.is_counted and lines.customer_key is not null
    group by briefs.brief_code, lines.customer_key

),

full_caps as (

    select * from {{ ref('caps__reached') }}

),

complaints as (

    select distinct coalesce(records.customer_key, owners.customer_key) as customer_key
    from {{ ref('cases__unioned') }} as cases
    left join {{ ref('records__keyed') }} as records on cases.record_key = records.record_key
    left join {{ ref('identifiers__owned') }} as owners
        on
            cases.identifier_type = owners.identifier_type
            and cases.identifier_value = owners.identifier_value
            and owners.is_owner
    where
        cases.is_complaint
        and cases.opened_at <= {{ run_at() }}
        and coalesce(cases.closed_at > {{ run_at() }}, true)

),

screened as (

    select
        briefs.brief_code,
        briefs.brand_key,
        briefs.channel,
        briefs.permission_channel,
        customers.customer_key,
        permissions.permission_state,
        permissions.reason as permission_reason,
        permissions.evidence_key,
        permissions.reason = 'erasure' as is_erased,
        customers.is_deceased or permissions.reason = 'deceased' as is_deceased,
        customers.is_staff or customers.is_test as is_not_a_person,
        case briefs.audience
            when 'customer' then orders.customer_key is null
            when 'prospect' then orders.customer_key is not null
            else false
        end as is_not_in_audience,
        briefs.address_type = 'postal_address'
        and (customers.is_gone_away or customers.address_status = 'left') as is_gone_away,
        permissions.reason = 'restriction' as is_restricted,
        permissions.permission_state = 'refused' and permissions.reason not like '%opt_out'
            as is_suppressed,
        permissions.permission_state = 'refused' as is_refused,
        not permissions.may_be_contacted as is_not_recorded,
        case briefs.channel
            when 'email' then customers.email is null
            when 'sms' then customers.mobile is null
            when 'call_centre' then coalesce(customers.phone, customers.mobile) is null
            else customers.address_line_1 is null or customers.postcode is null
        end as is_no_address,
        full_caps.customer_key is not null as is_over_cap,
        complaints.customer_key is not null as is_open_complaint,
        coalesce(
            {{ date_diff_days('orders.last_ordered_at', run_at()) }} < briefs.quiet_days, false
        ) as is_recent_purchase,
        coalesce(
            {{ date_diff_days('products.last_ordered_at', run_at()) }} < briefs.same_product_days,
            false
        ) as is_bought_the_same,
        -- By the name of both: drawn once, and the same on every run.
        left({{ weft_key(['briefs.brief_code', 'customers.customer_key']) }}, 4)
        < lpad(
            lower(hex(cast(floor(briefs.hold_out_percent * 65536 / 100) as bigint))), 4, '0'
        ) as is_held_out
    from briefs
    cross join customers
    inner join permissions
        on
            customers.customer_key = permissions.customer_key
            and briefs.brand_key = permissions.brand_key
            and briefs.permission_channel = permissions.channel
    left join orders
        on
            customers.customer_key = orders.customer_key
            and briefs.brand_key = orders.brand_key
    left join products
        on
            customers.customer_key = products.customer_key
            and briefs.brief_code = products.brief_code
    left join full_caps
        on
            customers.customer_key = full_caps.customer_key
            and briefs.brand_key = full_caps.brand_key
            and briefs.channel = full_caps.channel
    left join complaints on customers.customer_key = complaints.customer_key

)

select * from screened

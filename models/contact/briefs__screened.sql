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
    where
        lines.is_counted
        and lines.customer_key is not null
        and lines.ordered_at <= {{ run_at() }}
    group by briefs.brief_code, lines.customer_key

),

refused_addresses as (

    select
        customer_key,
        brand_key,
        channel,
        address,
        min_by(consent_key, concat_ws('|', cast(refused_at as string), refused_address_key))
            as consent_key
    from {{ ref('refused_addresses') }}
    where purpose = 'marketing' and lifted_at is null
    group by customer_key, brand_key, channel, address

),

full_caps as (

    select * from {{ ref('caps__reached') }}

),

complaints as (

    select distinct customer_key
    from {{ ref('complaints__dated') }}
    where closed_at is null

),

-- With the address that the campaign would go to.
candidates as (

    select
        briefs.*,
        customers.customer_key,
        customers.is_deceased,
        customers.is_staff or customers.is_test as is_not_a_person,
        briefs.address_type = 'postal_address'
        and (customers.is_gone_away or customers.address_status = 'left') as is_gone_away,
        case briefs.channel
            when 'email' then customers.email
            when 'sms' then customers.mobile
            when 'call_centre' then coalesce(customers.phone, customers.mobile)
            else customers.address_line_1 || customers.postcode
        end as address
    from briefs
    cross join customers

),

screened as (

    select
        candidates.brief_code,
        candidates.brand_key,
        candidates.channel,
        candidates.permission_channel,
        candidates.customer_key,
        permissions.permission_state,
        case
            when
                permissions.permission_state != 'refused'
                and refused_addresses.consent_key is not null
                then 'address_opt_out'
            else permissions.reason
        end as permission_reason,
        case
            when permissions.permission_state = 'refused' then permissions.evidence_key
            else coalesce(refused_addresses.consent_key, permissions.evidence_key)
        end as evidence_key,
        permissions.reason = 'erasure' as is_erased,
        candidates.is_deceased or permissions.reason = 'deceased' as is_deceased,
        candidates.is_not_a_person,
        case candidates.audience
            when 'customer' then orders.customer_key is null
            when 'prospect' then orders.customer_key is not null
            else false
        end as is_not_in_audience,
        candidates.is_gone_away,
        permissions.reason = 'restriction' as is_restricted,
        permissions.permission_state = 'refused' and permissions.reason not like '%opt_out'
            as is_suppressed,
        permissions.permission_state = 'refused' or refused_addresses.consent_key is not null
            as is_refused,
        not permissions.may_be_contacted as is_not_recorded,
        candidates.address is null as is_no_address,
        full_caps.customer_key is not null as is_over_cap,
        complaints.customer_key is not null as is_open_complaint,
        coalesce(
            {{ date_diff_days('orders.last_ordered_at', run_at()) }} < candidates.quiet_days, false
        ) as is_recent_purchase,
        coalesce(
            {{ date_diff_days('products.last_ordered_at', run_at()) }}
            < candidates.same_product_days,
            false
        ) as is_bought_the_same,
        -- By the name of both: drawn once, and the same on every run.
        left({{ weft_key(['candidates.brief_code', 'candidates.customer_key']) }}, 4)
        < lpad(
            lower(hex(cast(floor(candidates.hold_out_percent * 65536 / 100) as bigint))), 4, '0'
        ) as is_held_out
    from candidates
    inner join permissions
        on
            candidates.customer_key = permissions.customer_key
            and candidates.brand_key = permissions.brand_key
            and candidates.permission_channel = permissions.channel
    left join refused_addresses
        on
            candidates.customer_key = refused_addresses.customer_key
            and candidates.brand_key = refused_addresses.brand_key
            and candidates.permission_channel = refused_addresses.channel
            and candidates.address = refused_addresses.address
    left join orders
        on
            candidates.customer_key = orders.customer_key
            and candidates.brand_key = orders.brand_key
    left join products
        on
            candidates.customer_key = products.customer_key
            and candidates.brief_code = products.brief_code
    left join full_caps
        on
            candidates.customer_key = full_caps.customer_key
            and candidates.brand_key = full_caps.brand_key
            and candidates.channel = full_caps.channel
    left join complaints on candidates.customer_key = complaints.customer_key

)

select * from screened

-- One row per customer, brand, channel and purpose: may we contact her now, and what says so.
with customers as (

    select
        customer_key,
        coalesce(country_code, '{{ var("weft_default_country") }}') as country_code
    from {{ ref('golden_records__survived') }}

),

brands as (

    select brand_key from {{ ref('brands') }}

),

channels as (

    select distinct permission_channel as channel from {{ ref('contact_channels') }}

),

purposes as (

    select distinct purpose from {{ ref('consent_purposes') }}

),

periods as (

    select * from {{ ref('permission_periods') }}
    where valid_from <= {{ run_at() }} and valid_to > {{ run_at() }}

),

laws as (

    select * from {{ ref('channel_laws') }}

),

decided as (

    select
        customers.customer_key,
        brands.brand_key,
        channels.channel,
        purposes.purpose,
        coalesce(periods.permission_state, 'not_recorded') as permission_state,
        coalesce(periods.reason, 'not_recorded') as reason,
        periods.evidence_key,
        coalesce(periods.consent_state, 'not_recorded') as consent_state,
        periods.consent_key,
        periods.valid_from as state_since,
        coalesce(country_laws.needs, general_laws.needs, 'consent') as needs
    from customers
    cross join brands
    cross join channels
    cross join purposes
    left join periods
        on
            customers.customer_key = periods.customer_key
            and brands.brand_key = periods.brand_key
            and channels.channel = periods.channel
            and purposes.purpose = periods.purpose
    left join laws as country_laws
        on
            customers.country_code = country_laws.country_code
            and channels.channel = country_laws.channel
    left join laws as general_laws
        on general_laws.country_code = '*' and channels.channel = general_laws.channel

),

judged as (

    select
        {{ weft_key(['customer_key', 'brand_key', 'channel', 'purpose']) }}
            as customer_permission_key,
        customer_key,
        brand_key,
        channel,
        purpose,
        permission_state,
        reason,
        evidence_key,
        consent_state,
        consent_key,
        state_since,
        needs,
        permission_state = 'allowed'
        or (permission_state = 'not_recorded' and needs = 'no_objection') as may_be_contacted
    from decided

)

select * from judged

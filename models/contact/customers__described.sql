-- One row per customer and attribute that she can be counted by, with its value or band.
{%- set plain = [
    'customer_kind', 'gender', 'country_code', 'region', 'language', 'address_status',
    'contact_role', 'seniority', 'has_email', 'has_phone', 'has_postal_address', 'has_household',
    'has_account',
] %}
{%- set banded = ['age', 'years_known', 'order_count', 'net_revenue_amount', 'source_count'] %}
with customers as (

    select
        *,
        case when email is not null then 'yes' else 'no' end as has_email,
        case when coalesce(mobile, phone) is not null then 'yes' else 'no' end as has_phone,
        case when address_status = 'current' then 'yes' else 'no' end as has_postal_address,
        case when household_key is not null then 'yes' else 'no' end as has_household,
        case when account_key is not null then 'yes' else 'no' end as has_account,
        {{ date_diff_days('birth_date', run_at()) }} / 365.25 as age,
        {{ date_diff_days('first_seen_at', run_at()) }} / 365.25 as years_known
    from {{ ref('dim_customer') }}
    where not coalesce(is_test, false)

),

bands as (

    select
        attribute_name,
        band,
        from_value,
        lead(from_value) over (partition by attribute_name order by from_value) as to_value
    from {{ ref('value_bands') }}

),

codes as (

    select * from {{ ref('append_codes') }}

),

golden as (

    select
        customers.customer_key,
        names.attribute_name,
        case names.attribute_name
            {%- for attribute in plain %}
            when '{{ attribute }}' then cast(customers.{{ attribute }} as string)
            {%- endfor %}
        end as attribute_value
    from customers
    cross join (
        values
        {%- for attribute in plain %}
        ('{{ attribute }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as names (attribute_name)

),

numbers as (

    select
        customers.customer_key,
        names.attribute_name,
        case names.attribute_name
            {%- for attribute in banded %}
            when '{{ attribute }}' then cast(customers.{{ attribute }} as decimal(18, 2))
            {%- endfor %}
        end as attribute_number
    from customers
    cross join (
        values
        {%- for attribute in banded %}
        ('{{ attribute }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as names (attribute_name)

),

described as (

    select
        customer_key,
        'golden record' as attribute_group,
        attribute_name,
        attribute_value
    from golden
    union all
    select
        numbers.customer_key,
        'golden record' as attribute_group,
        numbers.attribute_name,
        bands.band as attribute_value
    from numbers
    left join bands
        on
            numbers.attribute_name = bands.attribute_name
            and greatest(numbers.attribute_number, 0) >= bands.from_value
            and (bands.to_value is null or numbers.attribute_number < bands.to_value)
    union all
    select
        segments.customer_key,
        'segment' as attribute_group,
        segments.scheme as attribute_name,
        segments.segment as attribute_value
    from {{ ref('customer_segments') }} as segments
    inner join customers on segments.customer_key = customers.customer_key
    where segments.brand_key = 'all'
    union all
    select
        preferences.customer_key,
        'segment' as attribute_group,
        'best_channel' as attribute_name,
        preferences.best_channel as attribute_value
    from {{ ref('channel_preference') }} as preferences
    inner join customers on preferences.customer_key = customers.customer_key
    union all
    select
        attributes.customer_key,
        'appended' as attribute_group,
        attributes.attribute_name,
        coalesce(codes.meaning, attributes.attribute_value) as attribute_value
    from {{ ref('customer_attributes') }} as attributes
    inner join customers on attributes.customer_key = customers.customer_key
    left join codes
        on
            attributes.attribute_name = codes.attribute_name
            and attributes.attribute_value = codes.code

)

select * from described

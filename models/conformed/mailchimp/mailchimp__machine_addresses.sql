-- One row per IP address that opened or clicked from a network of machines.
with opens as (
    {{ landed_rows('mailchimp', 'opens') }}
),

clicks as (
    {{ landed_rows('mailchimp', 'clicks') }}
),

networks as (select * from {{ ref('machine_networks') }}),

addresses as (
    select {{ clean_id('ip') }} as ip_address
    from opens
    union
    select {{ clean_id('ip') }} as ip_address
    from clicks
),

machines as (
    select
        addresses.ip_address,
        min(networks.machine_kind) as machine_kind,
        bool_or(networks.acts_by_itself) as acts_by_itself
    from addresses
    inner join networks
        on left(addresses.ip_address, length(networks.ip_prefix)) = networks.ip_prefix
    group by addresses.ip_address
)

select * from machines

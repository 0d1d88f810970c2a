-- One row per customer key ever issued, and per temporary one of a visitor who is known by now,
-- with the live key it leads to and what last happened to it.
with resolved as (

    select * from {{ ref('customer_keys__resolved') }}

),

issued as (

    select * from {{ source('last_publication', 'customer_key_history') }}

),

keys as (

    select * from {{ ref('cluster_keys__assigned') }}

),

flows as (

    select
        old_customer_key,
        customer_key,
        max(reason) as reason,
        row_number() over (
            partition by old_customer_key order by count(*) desc, customer_key
        ) as outflow_rank,
        row_number() over (
            partition by customer_key order by count(*) desc, old_customer_key
        ) as inflow_rank
    from {{ ref('record_changes__found') }}
    where customer_key is not null
    group by old_customer_key, customer_key

),

changed as (

    select
        resolved.old_customer_key,
        resolved.customer_key,
        case
            when resolved.origin in ('minted', 'restored', 'identified') then resolved.origin
            when resolved.origin = 'inherited' and outflows.reason is not null then 'split'
            when resolved.origin is null and resolved.customer_key is null then 'retired'
            when resolved.origin is null then 'merged'
        end as change,
        case
            when resolved.origin = 'minted' then coalesce(inflows.reason, 'new records')
            when resolved.origin = 'identified' then 'identified'
            when resolved.origin = 'restored' then coalesce(inflows.reason, 'records back')
            when resolved.customer_key is null then 'no record'
            else coalesce(outflows.reason, 'records moved')
        end as reason,
        -- A key that leads where it led, and of which nothing broke off, is as it was.
        coalesce(
            resolved.customer_key = issued.customer_key
            or resolved.customer_key is null and issued.customer_key is null,
            false
        )
        and (resolved.origin is null or outflows.reason is null)
        and issued.old_customer_key is not null as is_unchanged,
        issued.change as last_change,
        issued.changed_at as last_changed_at,
        issued.reason as last_reason,
        issued.minted_at,
        issued.minted_from_record_key
    from resolved
    left join issued on resolved.old_customer_key = issued.old_customer_key
    left join flows as outflows
        on issued.customer_key = outflows.old_customer_key and outflows.outflow_rank = 1
    left join flows as inflows
        on resolved.old_customer_key = inflows.customer_key and inflows.inflow_rank = 1

),

dated as (

    select
        changed.old_customer_key,
        changed.customer_key,
        case when changed.is_unchanged then changed.last_change else changed.change end as change,
        case
            when changed.is_unchanged then changed.last_changed_at
            else {{ run_at() }}
        end as changed_at,
        case when changed.is_unchanged then changed.last_reason else changed.reason end as reason,
        -- A visitor's temporary key was minted from no record.
        case
            when changed.minted_from_record_key is not null then changed.minted_at
            when changed.change = 'minted' then {{ run_at() }}
        end as minted_at,
        coalesce(changed.minted_from_record_key, keys.oldest_record_key)
            as minted_from_record_key
    from changed
    left join keys
        on changed.old_customer_key = keys.customer_key and changed.change = 'minted'

)

select * from dated

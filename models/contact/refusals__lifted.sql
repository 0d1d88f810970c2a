-- One row per opt-out and cell of customer, brand, channel and purpose it covers, with the first
-- later opt-in that takes it back there, and the first that takes it back for the address it named:
-- one that names the same, or none.
-- It does so when both are of one person's own acts, or name one address; when it is an act, or the
-- same flag that had said no; and when the two were one customer already, so that a merge never
-- gives a permission that one of the two had refused.
with scopes as (

    select * from {{ ref('consent_acts__scoped') }}

),

-- Where records that have changed their customer were before.
stays as (

    select
        record_key,
        old_customer_key as customer_key,
        coalesce(
            lag(changed_at) over (partition by record_key order by changed_at, record_change_key),
            cast('1900-01-01' as timestamp)
        ) as valid_from,
        changed_at as valid_to
    from {{ ref('customer_record_history') }}
    where changed_at <= {{ run_at() }}

),

pairs as (

    select
        refusals.scope_key,
        opt_ins.acted_at,
        refusals.names_address
        and opt_ins.names_address
        and refusals.identifier_value != opt_ins.identifier_value as is_of_another_address,
        opt_ins.record_key as opt_in_record_key,
        refusals.record_key as refusal_record_key,
        refusals.customer_key
    from scopes as refusals
    inner join scopes as opt_ins
        on
            refusals.customer_key = opt_ins.customer_key
            and refusals.brand_key = opt_ins.brand_key
            and refusals.channel = opt_ins.channel
            and refusals.purpose = opt_ins.purpose
            and refusals.acted_at < opt_ins.acted_at
            and (
                (refusals.is_own and opt_ins.is_own)
                or (
                    refusals.identifier_type = opt_ins.identifier_type
                    and refusals.identifier_value = opt_ins.identifier_value
                )
            )
            and (
                not opt_ins.is_state
                or (
                    refusals.source_system = opt_ins.source_system
                    and refusals.record_key = opt_ins.record_key
                )
            )
    where refusals.action = 'opt_out' and opt_ins.action = 'opt_in'

),

lifted as (

    select
        pairs.scope_key,
        min(pairs.acted_at) as lifted_at,
        min(case when not pairs.is_of_another_address then pairs.acted_at end)
            as address_lifted_at
    from pairs
    left join stays as opt_in_stays
        on
            pairs.opt_in_record_key = opt_in_stays.record_key
            and pairs.acted_at >= opt_in_stays.valid_from
            and pairs.acted_at < opt_in_stays.valid_to
    left join stays as refusal_stays
        on
            pairs.refusal_record_key = refusal_stays.record_key
            and pairs.acted_at >= refusal_stays.valid_from
            and pairs.acted_at < refusal_stays.valid_to
    where
        coalesce(opt_in_stays.customer_key, pairs.customer_key)
        = coalesce(refusal_stays.customer_key, pairs.customer_key)
    group by pairs.scope_key

)

select * from lifted

-- One row per run and check.
with checks as (select * from {{ source('ledger', 'checks') }}),

keyed as (
    select
        {{ weft_key(['run_id', 'check_id']) }} as check_result_key,
        run_id,
        check_id,
        gate,
        suite,
        relation,
        claim,
        severity,
        status,
        failures,
        owner,
        reason,
        sample_keys
    from checks
)

select * from keyed

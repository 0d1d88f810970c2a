-- One row per run and step of it.
with steps as (select * from {{ source('ledger', 'steps') }}),

keyed as (
    select
        {{ weft_key(['run_id', 'step']) }} as run_step_key,
        run_id,
        step,
        status,
        detail,
        started_at,
        finished_at,
        {{ date_diff_seconds('started_at', 'finished_at') }} as duration_seconds
    from steps
)

select * from keyed

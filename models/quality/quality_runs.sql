-- One row per run of the pipeline.
with runs as (select * from {{ source('ledger', 'runs') }}),

checks as (select * from {{ source('ledger', 'checks') }}),

check_counts as (
    select
        run_id,
        count(*) filter (where status = 'passed') as checks_passed,
        count(*) filter (where status = 'warned') as checks_warned,
        count(*) filter (where status in ('failed', 'not run')) as checks_failed
    from checks
    group by run_id
),

counted as (
    select
        runs.run_id,
        runs.command,
        runs.run_at,
        runs.status,
        runs.reason,
        runs.started_at,
        runs.finished_at,
        {{ date_diff_seconds('runs.started_at', 'runs.finished_at') }} as duration_seconds,
        runs.published_at,
        runs.files_landed,
        runs.rows_landed,
        runs.rows_quarantined,
        coalesce(check_counts.checks_passed, 0) as checks_passed,
        coalesce(check_counts.checks_warned, 0) as checks_warned,
        coalesce(check_counts.checks_failed, 0) as checks_failed,
        runs.weft_version
    from runs
    left join check_counts on runs.run_id = check_counts.run_id
)

select * from counted

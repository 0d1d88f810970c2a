-- One row per activity, as last modified; is_call tells the calls.
-- WhoId is a contact (003) or a lead (00Q); WhatId is a campaign (701) or something else.
with landed as (
    {{ landed_rows('salesforce', 'tasks') }}
),

settled as (
    {{ settled_rows('landed', 'salesforce') }}
),

versions as (
    select
        {{ salesforce_id('id') }} as task_id,
        case
            when left(who_id, 3) in ('003', '00Q') then {{ salesforce_id('who_id') }}
        end as person_id,
        case when what_id like '701%' then {{ salesforce_id('what_id') }} end as campaign_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ clean_text('subject') }} as subject,
        {{ local_date('activity_date') }} as activity_date,
        {{ clean_text('status') }} as task_status,
        {{ clean_text('description') }} as description,
        coalesce(
            lower(task_subtype) = 'call' or lower(type) = 'call' or call_type is not null, false
        ) as is_call,
        lower({{ clean_text('call_type') }}) as call_type,
        {{ clean_text('call_disposition') }} as call_disposition,
        {{ parse_count('call_duration_in_seconds') }} as call_duration_seconds,
        {{ clean_phone('dialled_number', 'null') }} as dialled_number,
        {{ parse_flag('is_closed') }} as is_closed,
        {{ salesforce_timestamp('completed_date_time') }} as completed_at,
        {{ salesforce_id('owner_id') }} as owner_id,
        lower({{ clean_text('brand') }}) as brand_key,
        {{ salesforce_version_columns() }}
    from settled
    where {{ salesforce_id('id') }} is not null
),

newest as (
    {{ newest_salesforce_versions('versions', 'task_id') }}
)

select * from newest

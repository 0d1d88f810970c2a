-- One row per call with a customer that took place. Calls among colleagues are none of theirs, and
-- a call still to be made is no contact.
with tasks as (
    select *
    from {{ ref('stg_salesforce__tasks') }}
    where
        is_call
        and not coalesce(is_deleted, false)
        and coalesce(call_type, '') != 'internal'
        and (coalesce(is_closed, false) or lower(task_status) = 'completed')
),

campaigns as (
    select * from {{ ref('salesforce__campaigns') }}
),

brands as (
    select brand_key
    from {{ ref('brand_of_source') }}
    where source_system = 'salesforce' and source_value = '*'
),

calls as (
    select
        tasks.task_id,
        case
            when tasks.person_id is not null
                then {{ weft_key(["'salesforce'", 'tasks.person_id']) }}
        end as record_key,
        case when tasks.call_type = 'inbound' then 'inbound' else 'outbound' end as direction,
        -- ActivityDate has no time of day: the moment of logging has, when it was the same day.
        coalesce(
            tasks.completed_at,
            case
                when
                    coalesce(tasks.activity_date, cast(tasks.created_at as date))
                    = cast(tasks.created_at as date)
                    then tasks.created_at
            end,
            cast(tasks.activity_date as timestamp),
            tasks.created_at
        ) as called_at,
        tasks.call_duration_seconds,
        tasks.subject,
        tasks.call_disposition,
        tasks.dialled_number,
        -- A caller who quotes the code on a form answers its campaign.
        coalesce(
            campaigns.campaign_code,
            {{ campaign_code_in("concat_ws(' ', tasks.subject, tasks.description)") }}
        ) as campaign_code,
        coalesce(tasks.brand_key, campaigns.brand_key, brands.brand_key) as brand_key,
        tasks.description,
        tasks.source_file,
        tasks.line_number
    from tasks
    left join campaigns on tasks.campaign_id = campaigns.source_id
    left join brands on true
),

conformed as (
    {{ conform('calls', 'calls', {
        'source_system': "'salesforce'",
        'source_id': 'task_id',
        'record_key': 'record_key',
        'direction': 'direction',
        'called_at': 'called_at',
        'duration_seconds': 'call_duration_seconds',
        'subject': 'subject',
        'disposition': 'call_disposition',
        'dialled_number': 'dialled_number',
        'campaign_code': 'campaign_code',
        'brand_key': 'brand_key',
        'description': 'description',
    }) }}
)

select * from conformed

-- One row per measure of how well records were joined, taken without knowing the truth.
-- Averages are of whole numbers and decimals: sums of others depend on the order of rows.
{% set measures = {
    'share of the largest customer in all records':
        'max(record_count) * 1.0 / sum(record_count)',
    'share of records that are a customer alone':
        'count(*) filter (where record_count = 1) * 1.0 / sum(record_count)',
    'records per customer': 'avg(record_count)',
    'customers': 'count(*)',
    'customers of too many records':
        'count(*) filter (where record_count > ' ~ var('cluster_record_limit') ~ ')',
    'customers of several birth dates': 'count(*) filter (where birth_date_count > 1)',
    'customers of several given names': 'count(*) filter (where given_name_count > 1)',
    'customers of several family names': 'count(*) filter (where family_name_count > 1)',
    'customers of several genders': 'count(*) filter (where gender_count > 1)',
    'customers of several mailboxes': 'count(*) filter (where email_count > 1)',
    'mailboxes per customer who has one': 'avg(email_count) filter (where email_count > 0)',
    'mobiles per customer who has one': 'avg(mobile_count) filter (where mobile_count > 0)',
    'share of tied pairs in a customer': 'avg(cast(density as decimal(9, 6)))',
    'customers held by single ties': 'count(*) filter (where is_chain)',
    'ties that alone hold a customer together': 'sum(bridge_count)',
    'contradictions inside customers': 'sum(contradiction_count)',
} %}
with clusters as (select * from {{ ref('cluster_metrics__measured') }}),

people as (select * from {{ ref('people__standardised') }}),

records as (select * from {{ ref('records__keyed') }}),

judged as (select * from {{ ref('identifier_values__judged') }}),

blocks as (select * from {{ ref('match_blocks__sized') }}),

queue as (select * from {{ ref('match_review_queue') }}),

descriptions as (
    select
        people.given_root,
        people.family_key,
        people.email_key,
        count(distinct records.customer_key) as customer_count
    from people
    inner join records on people.record_key = records.record_key
    where
        length(people.given_root) > 1
        and people.family_key is not null
        and people.email_key is not null
    group by people.given_root, people.family_key, people.email_key
),

stacked as (
    {% for measure, expression in measures.items() %}
    select
        '{{ measure }}' as metric,
        cast({{ expression }} as {{ double_type() }}) as metric_value
    from clusters
    union all
    {% endfor %}
    select
        'names and mailboxes spread over customers' as metric,
        cast(count(*) as {{ double_type() }}) as metric_value
    from descriptions
    where customer_count > 1
    union all
    select
        'identifier values too generic to join by' as metric,
        cast(count(*) as {{ double_type() }}) as metric_value
    from judged
    where verdict in ('blocked', 'too_many_people')
    union all
    select
        'blocks too large to compare' as metric,
        cast(count(*) as {{ double_type() }}) as metric_value
    from blocks
    where not is_used
    union all
    select
        'pairs of customers in review' as metric,
        cast(count(*) as {{ double_type() }}) as metric_value
    from queue
),

measured as (
    select
        metric,
        coalesce(metric_value, 0) as metric_value
    from stacked
)

select * from measured

-- One row per two sources and attribute that either gives of customers both know: how far they
-- complete, repeat or contradict each other.
{% set findings = ['only_source', 'only_other', 'same', 'different'] %}
with known as (
    select distinct
        customer_key,
        {{ source_name('source_system') }} as source_name
    from {{ ref('customer_records') }}
),

shared as (
    select
        one.source_name,
        other.source_name as other_source_name,
        count(*) as both_know_count
    from known as one
    inner join known as other
        on one.customer_key = other.customer_key and one.source_name < other.source_name
    group by one.source_name, other.source_name
),

compared as (select * from {{ ref('source_pairs__compared') }}),

counted as (
    select
        source_name,
        other_source_name,
        attribute,
        count(*) as given_count,
        {%- for finding in findings %}
        count(*) filter (where finding = '{{ finding }}') as {{ finding }}_count
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from compared
    group by source_name, other_source_name, attribute
),

judged as (
    select
        {{ weft_key(['counted.source_name', 'counted.other_source_name', 'counted.attribute']) }}
            as source_overlap_key,
        counted.source_name,
        counted.other_source_name,
        counted.attribute,
        shared.both_know_count,
        counted.given_count,
        {%- for finding in findings %}
        counted.{{ finding }}_count,
        {%- endfor %}
        cast(
            (counted.only_source_count + counted.only_other_count) * 1.0 / counted.given_count
            as decimal(9, 4)
        ) as complementary_ratio,
        cast(counted.same_count * 1.0 / counted.given_count as decimal(9, 4)) as duplicated_ratio,
        cast(counted.different_count * 1.0 / counted.given_count as decimal(9, 4))
            as contradictory_ratio,
        case
            when counted.given_count < {{ var('overlap_min_customers') }} then 'too_few'
            when
                counted.different_count > {{ var('overlap_contradictory_share') }}
                * (counted.same_count + counted.different_count)
                then 'contradictory'
            when 2 * (counted.same_count + counted.different_count) >= counted.given_count
                then 'duplicated'
            else 'complementary'
        end as verdict
    from counted
    inner join shared
        on
            counted.source_name = shared.source_name
            and counted.other_source_name = shared.other_source_name
)

select * from judged

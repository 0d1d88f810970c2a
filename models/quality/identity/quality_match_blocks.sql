-- One row per blocking rule: the blocks it makes, and those too large to be compared.
with sized as (select * from {{ ref('match_blocks__sized') }}),

rules as (
    {% for columns in blocking_rules() %}
    select
        {{ loop.index }} as rule_number,
        '{{ columns | join(", ") }}' as rule_columns
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (
    select
        rules.rule_number,
        rules.rule_columns,
        cast({{ var('match_block_limit') }} as bigint) as profile_limit,
        count(sized.block_key) as block_count,
        coalesce(sum(sized.profile_count), 0) as profile_count,
        coalesce(max(sized.profile_count), 0) as largest_block_profile_count,
        count(sized.block_key) filter (where not sized.is_used) as skipped_block_count,
        coalesce(sum(sized.profile_count) filter (where not sized.is_used), 0)
            as skipped_profile_count
    from rules
    left join sized on rules.rule_number = sized.rule_number
    group by rules.rule_number, rules.rule_columns
),

typed as (
    select
        cast(rule_number as bigint) as rule_number,
        rule_columns,
        profile_limit,
        block_count,
        cast(profile_count as bigint) as profile_count,
        largest_block_profile_count,
        skipped_block_count,
        cast(skipped_profile_count as bigint) as skipped_profile_count
    from counted
)

select * from typed

-- One row per job title as written, with the role and seniority it stands for.
with titles as (

    select distinct
        job_title,
        {{ regexp_replace_all(
            "' ' || lower(" ~ strip_accents('job_title') ~ ") || ' '", "'[^a-z0-9]+'", "' '"
        ) }} as plain_title
    from {{ ref('people__unioned') }}
    where job_title is not null

),

rules as (

    select * from {{ ref('job_title_rules') }}

),

fitting as (

    select
        titles.job_title,
        min_by(rules.result, rules.rule_order) filter (where rules.dimension = 'role')
            as contact_role,
        min_by(rules.result, rules.rule_order) filter (where rules.dimension = 'seniority')
            as seniority
    from titles
    left join rules on {{ regexp_matches('titles.plain_title', 'rules.title_pattern') }}
    group by titles.job_title

)

select * from fitting

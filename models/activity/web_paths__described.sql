-- One row per host and path that was asked for, with what seeds/web_path_rules.csv says of it.
-- Paths are few, page views many: each path is described once.
with events as (

    select * from {{ ref('web_events__sessionised') }}

),

rules as (

    select * from {{ ref('web_path_rules') }}

),

paths as (

    select distinct
        host,
        page_path
    from events
    where page_path is not null

),

described as (

    select
        paths.host,
        paths.page_path,
        min_by(rules.source, rules.rule_order) filter (where rules.source is not null)
            as source,
        min_by(rules.medium, rules.rule_order) filter (where rules.medium is not null)
            as medium,
        min_by(rules.page_kind, rules.rule_order) filter (where rules.page_kind is not null)
            as page_kind,
        min_by(rules.topic, rules.rule_order) filter (where rules.topic is not null) as topic,
        min_by(rules.price_level, rules.rule_order) filter (where rules.price_level is not null)
            as price_level,
        min_by(rules.score_weight, rules.rule_order) filter (where rules.score_weight is not null)
            as score_weight
    from paths
    inner join rules
        on
            paths.page_path like rules.path_pattern
            and coalesce(rules.host, paths.host) = paths.host
    group by paths.host, paths.page_path

),

weighed as (

    select
        host,
        page_path,
        source,
        medium,
        page_kind,
        topic,
        price_level,
        coalesce(score_weight, 0) as score_weight
    from described

)

select * from weighed

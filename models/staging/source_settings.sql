-- One row per source: what its files leave unsaid.
-- A source has the company's own country, zone, currency and date order unless the seed says
-- otherwise; the vars say the company's own.
with overrides as (select * from {{ ref('source_overrides') }}),

located as (
    select
        source_system,
        coalesce(country_code, '{{ var("weft_default_country") }}') as country_code,
        coalesce(time_zone, '{{ var("weft_default_time_zone") }}') as time_zone,
        coalesce(currency_code, '{{ var("weft_default_currency") }}') as currency_code,
        date_locale,
        coalesce(is_deduplicated, false) as is_deduplicated
    from overrides
),

settled as (
    select
        source_system,
        country_code,
        time_zone,
        currency_code,
        coalesce(date_locale, case when country_code = 'US' then 'mdy' else 'dmy' end)
            as date_locale,
        is_deduplicated
    from located
)

select * from settled

-- One row: what the warehouse was built for.
with stated as (
    select
        {{ run_at() }} as run_at,
        cast('{{ var("weft_default_country") }}' as string) as default_country_code,
        cast('{{ var("weft_default_currency") }}' as string) as default_currency_code,
        cast('{{ var("weft_default_time_zone") }}' as string) as default_time_zone,
        cast('{{ var("reporting_currency") }}' as string) as reporting_currency_code,
        cast('{{ var("weft_sources") | join(", ") }}' as string) as source_names
)

select * from stated

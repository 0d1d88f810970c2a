-- One row per number and register, of people (tps) or companies (ctps). Nothing but the number.
with landed as (
    {{ landed_rows('suppression', 'tps') }}
),

settled as (
    {{ settled_rows('landed', 'suppression') }}
),

read as (
    select
        coalesce(lower(register), 'tps') as reason,
        {{ clean_phone('phone', 'source_country') }} as phone,
        cast(null as string) as title,
        cast(null as string) as given_name,
        cast(null as string) as family_name,
        cast(null as string) as address_line_1,
        cast(null as string) as city,
        cast(null as string) as postcode,
        cast(null as date) as requested_on,
        _file_id,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_phone('phone', 'source_country') }} is not null
),

entries as (
    {{ seen_entries('read', 'tps', ['reason', 'phone']) }}
)

select * from entries

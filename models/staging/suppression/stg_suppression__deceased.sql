-- One row per entry of the deceased register.
with landed as (
    {{ landed_rows('suppression', 'deceased') }}
),

settled as (
    {{ settled_rows('landed', 'suppression') }}
),

read as (
    select
        'deceased' as reason,
        cast(null as string) as phone,
        {{ clean_text('title') }} as title,
        {{ clean_name('forename') }} as given_name,
        {{ clean_name('surname') }} as family_name,
        {{ clean_text('address_1') }} as address_line_1,
        {{ clean_text('town') }} as city,
        {{ clean_postcode('postcode', 'source_country') }} as postcode,
        coalesce({{ local_date('notified_on') }}, {{ local_date('date_of_death') }})
            as requested_on,
        _file_id,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_name('surname') }} is not null
),

entries as (
    {{ seen_entries('read', 'deceased', [
        'lower(given_name)', 'lower(family_name)', 'lower(address_line_1)', 'postcode',
    ]) }}
)

select * from entries

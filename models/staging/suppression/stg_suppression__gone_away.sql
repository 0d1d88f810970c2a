-- One row per entry of the gone-away register.
with landed as (
    {{ landed_rows('suppression', 'gone_away') }}
),

settled as (
    {{ settled_rows('landed', 'suppression') }}
),

read as (
    select
        'gone_away' as reason,
        cast(null as string) as phone,
        {{ clean_text('title') }} as title,
        {{ clean_name('forename') }} as given_name,
        {{ clean_name('surname') }} as family_name,
        {{ clean_text('address_1') }} as address_line_1,
        {{ clean_text('town') }} as city,
        {{ clean_postcode('postcode', 'source_country') }} as postcode,
        {{ local_date('gone_away_on') }} as requested_on,
        _file_id,
        _source_file as source_file,
        _line_number as line_number
    from settled
    where {{ clean_name('surname') }} is not null
),

entries as (
    {{ seen_entries('read', 'gone_away', [
        'lower(given_name)', 'lower(family_name)', 'lower(address_line_1)', 'postcode',
    ]) }}
)

select * from entries

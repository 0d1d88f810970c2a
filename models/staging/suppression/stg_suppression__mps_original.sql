-- One row per entry of the Mailing Preference Service, Original layout: initials, no forenames.
with landed as (
    {{ landed_rows('suppression', 'mps_original') }}
),

settled as (
    {{ settled_rows('landed', 'suppression') }}
),

read as (
    {{ mps_entries('settled') }}
),

entries as (
    {{ seen_entries('read', 'mps_original', [
        'reason', 'lower(given_name)', 'lower(family_name)', 'lower(address_line_1)', 'postcode',
    ]) }}
)

select * from entries

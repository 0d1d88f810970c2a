-- One row per entry of the Mailing Preference Service, Personal layout: forenames, but initials
-- only for the deceased.
with landed as (
    {{ landed_rows('suppression', 'mps_personal') }}
),

settled as (
    {{ settled_rows('landed', 'suppression') }}
),

read as (
    {{ mps_entries('settled') }}
),

entries as (
    {{ seen_entries('read', 'mps_personal', [
        'reason', 'lower(given_name)', 'lower(family_name)', 'lower(address_line_1)', 'postcode',
    ]) }}
)

select * from entries

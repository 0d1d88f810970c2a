-- What a system holds about a person: their data as it was on a day,
-- dirtied by the record's own draws.

create or replace macro record_number(source_system, source_id) as
    hash(source_system, source_id, getvariable('seed'))::hugeint % 4611686018427387904;

-- Two letters swapped, one lost or one doubled, never the first.
create or replace macro mistyped(x, key) as (
    case
        when length(x) < 4 then x
        when draw('typo kind', key) < 0.4 then
            x[1:1 + whole('typo at', key, length(x) - 3)]
            || x[3 + whole('typo at', key, length(x) - 3):3 + whole('typo at', key, length(x) - 3)]
            || x[2 + whole('typo at', key, length(x) - 3):2 + whole('typo at', key, length(x) - 3)]
            || x[4 + whole('typo at', key, length(x) - 3):]
        when draw('typo kind', key) < 0.7 then
            x[1:1 + whole('typo at', key, length(x) - 3)]
                || x[3 + whole('typo at', key, length(x) - 3):]
        else
            x[1:2 + whole('typo at', key, length(x) - 3)]
                || x[2 + whole('typo at', key, length(x) - 3):]
    end
);

create or replace macro cased(x, key) as case
    when not chance('name case', key, getvariable('records').name_case) then x
    when chance('capitals', key, 0.5) then upper(x)
    else lower(x)
end;

create or replace macro dirty_email(x, key) as (
    case when chance('email case', key, getvariable('records').email_case_and_space)
        then case when chance('email space', key, 0.4) then ' ' || x || ' '
            when chance('email capitals', key, 0.4) then upper(x)
            else upper(x[1]) || x[2:] end
        when chance('plus tag', key, getvariable('records').plus_tag)
            then split_part(x, '@', 1) || '+'
                || pick(['shop', 'news', 'home', 'orders'], 'tag', key) || '@'
                || split_part(x, '@', 2)
        when chance('email typo', key, getvariable('records').email_typo)
            then replace(replace(replace(replace(replace(x, '@gmail.', '@gmial.'), '@hotmail.',
                '@hotmial.'),
                '@yahoo.', '@yaho.'), '@outlook.', '@outlok.'), '@icloud.', '@iclod.')
        else x
    end
);

-- A phone number as people write it. Digits after a country code of two; one of America has one.
create or replace macro written_phone(x, country_code, key) as case
    when chance('damaged phone', key, getvariable('records').phone_damaged)
        then substr(x, 2, 1) || '.' || substr(x, 3, 5) || 'E+' || (length(x) - 2)
    when country_code = 'US' then case whole('phone form', key, 3)
        when 0 then x
        when 1 then '(' || x[3:5] || ') ' || x[6:8] || '-' || x[9:]
        else x[3:5] || '-' || x[6:8] || '-' || x[9:] end
    when country_code = 'IE' then case whole('phone form', key, 3)
        when 0 then x
        when 1 then '0' || x[5:6] || ' ' || x[7:9] || ' ' || x[10:]
        else '00353' || x[5:] end
    when country_code in ('FR', 'DE') then case whole('phone form', key, 3)
        when 0 then x
        when 1 then '0' || x[4:]
        else '00' || x[2:] end
    else case whole('phone form', key, 6)
        when 0 then x
        when 1 then '0' || x[4:]
        when 2 then '0' || x[4:7] || ' ' || x[8:]
        when 3 then '+44 (0)' || x[4:7] || ' ' || x[8:]
        when 4 then '0' || x[4:7] || '-' || x[8:10] || '-' || x[11:]
        else '0044 ' || x[4:] end
end;

create or replace macro shortened_street(x) as
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(x,
        'Road$', 'Rd'), 'Street$', 'St'), 'Avenue$', 'Ave'), 'Lane$', 'Ln'), 'Drive$', 'Dr'),
            'Gardens$', 'Gdns');

create or replace macro written_postcode(x, country_code, key) as case
    when not chance('postcode damaged', key, getvariable('records').postcode_damaged) then x
    when country_code in ('GB', 'IE') then case when chance('postcode small', key, 0.5)
        then lower(x)
        else replace(x, ' ', '') end
    when x like '0%' then x[2:]
    else x
end;

-- People as a system knows them. `seed` names a table with source_system, source_id, person_id,
-- as_of (date), email (null: the person's), needs_email, address_id (null: where they live then);
-- further columns pass through. The seed's rows are the result's rows.
create or replace macro party(seed) as table
with keyed as (
    select seed.*, record_number(source_system, source_id)::bigint as record_n
    from query_table(seed) as seed
),
known as (
    select
        keyed.* exclude (email, address_id),
        case
            when keyed.needs_email then coalesce(keyed.email, person.email)
            when chance('email missing', record_n, getvariable('records').email_missing) then null
            when chance('email dummy', record_n, getvariable('records').email_dummy)
                then pick(['noemail@noemail.example', 'none@none.example', 'test@test.example',
                    'info@mail.example'],
                    'dummy', record_n)
            else coalesce(keyed.email, person.email)
        end as clean_email,
        coalesce(keyed.address_id, residence.address_id) as address_id,
        person.household_id,
        person.gender as true_gender,
        person.title as true_title,
        person.nickname,
        person.middle_name as true_middle_name,
        person.given_name as true_given_name,
        case
            when person.maiden_name is null then person.family_name
            when keyed.as_of < person.name_changed_on then person.maiden_name
            when chance('maiden name kept', record_n, getvariable('records').maiden_name_kept)
                then person.maiden_name
            else person.family_name
        end as true_family_name,
        person.birth_date as true_birth_date,
        case when person.mobile_changed_on is not null and keyed.as_of < person.mobile_changed_on
            then person.old_mobile else person.mobile end as true_mobile,
        household.landline as true_landline,
        household.country_code as home_country,
        person.is_test,
    from keyed
    inner join person on person.person_id = keyed.person_id
    inner join household on household.household_id = person.household_id
    left join residence
        on residence.person_id = keyed.person_id
        and keyed.as_of >= residence.valid_from and keyed.as_of < residence.valid_to
),
named as (
    select
        *,
        case
            when nickname is not null
                and chance('nickname', record_n, getvariable('records').nickname) then nickname
            when chance('initial only', record_n, getvariable('records').initial_only)
                then true_given_name[1]
            when chance('given name typo', record_n, getvariable('records').name_typo)
                then mistyped(true_given_name, record_n)
            else true_given_name
        end as first_given,
        case when chance('family name typo', record_n + 1, getvariable('records').name_typo)
            then mistyped(true_family_name, record_n + 1) else true_family_name end as first_family,
        chance('swapped', record_n, getvariable('records').name_swapped) as is_swapped,
        chance('diacritics', record_n, getvariable('records').diacritics_lost) as loses_diacritics,
    from known
),
settled as (
    select
        *,
        cased(case when loses_diacritics
            then strip_accents(case when is_swapped then first_family else first_given end)
            else case when is_swapped then first_family else first_given end end,
                record_n) as given_name,
        cased(case when loses_diacritics
            then strip_accents(case when is_swapped then first_given else first_family end)
            else case when is_swapped then first_given else first_family end end,
                record_n) as family_name,
        case when chance('middle name', record_n, getvariable('records').middle_name)
            then case when chance('middle initial', record_n, 0.6) then true_middle_name[1]
                else true_middle_name end
        end as middle_name,
    from named
),
housed as (
    select
        settled.*,
        address.country_code,
        address.city,
        address.region,
        written_postcode(address.postcode, address.country_code, record_n) as postcode,
        chance('address variant', record_n, getvariable('records').address_variant) as has_variant,
        chance('address missing', record_n,
            getvariable('records').address_missing) as has_no_address,
        address.unit,
        case address.country_code when 'DE' then address.street || ' ' || address.house_number
            when 'FR' then address.house_number || ' ' || address.street
            else address.house_number || ' ' || address.street end as house,
    from settled
    left join address on address.address_id = settled.address_id
)
select
    housed.* exclude (clean_email, true_gender, true_title, nickname, true_middle_name,
        true_given_name,
        true_family_name, true_birth_date, true_landline, first_given, first_family, is_swapped,
            loses_diacritics,
        city, region, postcode, has_variant, unit, house, has_no_address, home_country,
            country_code),
    case when not chance('title missing', record_n, getvariable('records').title_missing)
        then true_title end as title,
    given_name || ' ' || family_name as full_name,
    case when not chance('gender missing', record_n, 0.3) then true_gender end as gender,
    case
        when chance('birth date missing', record_n, getvariable('records').birth_date_missing)
            then null
        when chance('birth date default', record_n, getvariable('records').birth_date_default)
            then date '1900-01-01'
        when day(true_birth_date) <= 12
            and chance('birth date swapped', record_n, getvariable('records').birth_date_swapped)
            then make_date(year(true_birth_date), day(true_birth_date), month(true_birth_date))
        else true_birth_date
    end as birth_date,
    clean_email,
    dirty_email(clean_email, record_n) as email,
    case
        when chance('phone missing', record_n, getvariable('records').phone_missing) then null
        when chance('phone dummy', record_n, getvariable('records').phone_dummy)
            then pick(['0000000000', '1234567890', '07777777777', '9999999999'], 'dummy phone',
                record_n)
        else written_phone(true_mobile, home_country, record_n)
    end as mobile,
    case when not chance('landline missing', record_n, 0.4)
        then written_phone(true_landline, home_country, record_n + 7) end as landline,
    home_country,
    case when not has_no_address then case
        when unit is null then case when has_variant then shortened_street(house) else house end
        when has_variant then replace(replace(unit, 'Flat ', ''), 'Apt ', '') || '/' || house
        else unit || ', ' || house
    end end as address_line_1,
    case when not has_no_address then city end as city,
    case when not has_no_address then region end as region,
    case when not has_no_address then postcode end as postcode,
    case when not has_no_address then country_code end as country_code,
from housed;

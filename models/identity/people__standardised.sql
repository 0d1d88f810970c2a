-- One row per person record of a source, with the values matching compares.
{{ renewed(
    key=['record_key'],
    concerned='select record_key from ' ~ touched('records__gathered'),
    touches=['record_key', 'profile_key'],
) }}
with people as (

    select * from {{ ref('records__gathered') }}
    where {{ concerned('record_key') }}

),

nicknames as (

    select * from {{ ref('nicknames') }}

),

terms as (

    select * from {{ ref('match_term_frequencies') }}

),

known_given_names as (

    select given_name from {{ ref('given_names__listed') }}
    union
    select full_form as given_name from {{ ref('given_names__listed') }}
    union
    select term as given_name from terms
    where comparison = 'given_name' and (frequency >= 0.0005 or not exists (
        -- What is rare may be a slip of the pen in a name that is far more usual.
        select 1 from terms as usual
        where
            usual.comparison = 'given_name'
            and usual.frequency > 10 * terms.frequency
            and levenshtein(usual.term, terms.term) <= 2
    ))

),

-- Addresses and numbers that stand for nobody say nothing of who has them.
generic as (

    select * from {{ ref('identifiers__screened') }}
    where is_generic and {{ concerned('record_key') }}

),

keyed as (

    select
        people.*,
        {{ name_key('people.given_name') }} as written_given_key,
        {{ name_key(without_family_suffix('people.family_name')) }} as written_family_key,
        {{ generation_key('coalesce(people.suffix, ' ~ family_suffix('people.family_name') ~ ')') }}
            as generation_key,
        case when generic_emails.identifier_value is null then people.email end as telling_email,
        case when generic_phones.identifier_value is null then people.phone end as telling_phone,
        case when generic_mobiles.identifier_value is null then people.mobile end
            as telling_mobile
    from people
    left join generic as generic_emails
        on
            generic_emails.identifier_type = 'email'
            and people.record_key = generic_emails.record_key
            and people.email = generic_emails.identifier_value
    left join generic as generic_phones
        on
            generic_phones.identifier_type = 'phone'
            and people.record_key = generic_phones.record_key
            and people.phone = generic_phones.identifier_value
    left join generic as generic_mobiles
        on
            generic_mobiles.identifier_type = 'phone'
            and people.record_key = generic_mobiles.record_key
            and people.mobile = generic_mobiles.identifier_value

),

-- Given and family name may stand in each other's field: it shows where both are far more usual
-- the other way round.
known as (

    select
        keyed.*,
        given_names.given_name is not null as is_known_given,
        other_given_names.given_name is not null as is_other_known_given,
        {{ term_ratio('other_given_terms', 'given_terms') }}
        * {{ term_ratio('other_family_terms', 'family_terms') }} > 30 as is_swapped
    from keyed
    left join known_given_names as given_names
        on keyed.written_given_key = given_names.given_name
    left join known_given_names as other_given_names
        on keyed.written_family_key = other_given_names.given_name
    left join terms as given_terms
        on
            given_terms.comparison = 'given_name'
            and keyed.written_given_key = given_terms.term
    left join terms as other_given_terms
        on
            other_given_terms.comparison = 'given_name'
            and keyed.written_family_key = other_given_terms.term
    left join terms as family_terms
        on
            family_terms.comparison = 'family_name'
            and keyed.written_family_key = family_terms.term
    left join terms as other_family_terms
        on
            other_family_terms.comparison = 'family_name'
            and keyed.written_given_key = other_family_terms.term

),

standardised as (

    select
        record_key,
        source_system,
        source_id,
        record_kind,
        case when is_swapped then written_family_key else written_given_key end as given_key,
        case when is_swapped then is_other_known_given else is_known_given end as is_known_given,
        {{ name_key('middle_name') }} as middle_key,
        case when is_swapped then written_given_key else written_family_key end as family_key,
        generation_key,
        {{ gender_key('gender', 'title') }} as gender_key,
        birth_date,
        email,
        phone,
        mobile,
        telling_email as email_key,
        {{ first_mobile('telling_mobile', 'telling_phone') }} as mobile_key,
        {{ first_landline('telling_phone', 'telling_mobile') }} as landline_key,
        nullif(upper(replace(postcode, ' ', '')), '') as postcode_key,
        {{ address_key("concat_ws(' ', address_line_1, address_line_2)") }} as address_key,
        {{ address_key('address_line_1') }} as street_key,
        {{ house_number("concat_ws(', ', address_line_1, address_line_2)") }} as house_number,
        {{ flat_number("concat_ws(', ', address_line_1, address_line_2)") }} as flat_number,
        {{ name_key('city') }} as city_key,
        country_code,
        account_id,
        company_name,
        national_id,
        {{ name_key('birth_place') }} as birth_place_key,
        {{ name_key('occupation') }} as occupation_key,
        master_source_id,
        is_sole,
        created_at,
        updated_at
    from known

),

described as (

    select
        standardised.*,
        -- Bob is Robert when names are compared; the golden record keeps what the source wrote.
        coalesce(nicknames.given_root, standardised.given_key) as given_root,
        -- Records that say too little to be weighed are matched by identifiers alone.
        case
            when
                {{ count_known(['standardised.given_key', 'standardised.family_key']) }}
                >= {{ var('match_names_known') }}
                and {{ count_known([
                    'standardised.given_key',
                    'standardised.family_key',
                    'standardised.birth_date',
                    'standardised.email_key',
                    'coalesce(standardised.mobile_key, standardised.landline_key)',
                    'standardised.national_id',
                    'coalesce(standardised.postcode_key, standardised.city_key)',
                    'standardised.address_key',
                    'standardised.birth_place_key',
                ]) }} >= 3
                then {{ weft_key([
                    'standardised.given_key',
                    'nicknames.given_root',
                    'standardised.is_known_given',
                    'standardised.middle_key',
                    "standardised.family_key || coalesce(' ' || standardised.generation_key, '')",
                    'standardised.gender_key',
                    'standardised.birth_date',
                    'standardised.email_key',
                    'standardised.mobile_key',
                    'standardised.landline_key',
                    'standardised.national_id',
                    'standardised.postcode_key',
                    'standardised.address_key',
                    'standardised.street_key',
                    'standardised.city_key',
                    'standardised.birth_place_key',
                    'standardised.occupation_key',
                ]) }}
        end as profile_key
    from standardised
    left join nicknames on standardised.given_key = nicknames.nickname

)

select * from described

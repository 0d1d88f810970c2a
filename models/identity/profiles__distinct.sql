-- One row per distinct description of a person, with what matching by weight compares.
-- Most records repeat what another says word for word; they are compared once.
with people as (

    select * from {{ ref('people__standardised') }}
    where profile_key is not null

),

given_names as (

    select * from {{ ref('given_names__listed') }}

),

free_mail as (

    select * from {{ ref('free_mail_providers') }}

),

terms as (

    select * from {{ ref('match_term_frequencies') }}

),

described as (

    select
        profile_key,
        min(given_key) as given_key,
        min(given_root) as given_root,
        bool_or(is_known_given) as is_known_given,
        min(middle_key) as middle_key,
        min(family_key) as family_key,
        min(gender_key) as gender_key,
        min(birth_date) as birth_date,
        min(email_key) as email,
        min(mobile_key) as mobile_key,
        min(landline_key) as landline_key,
        min(national_id) as national_id,
        min(postcode_key) as postcode_key,
        min(address_key) as address_key,
        min(street_key) as street_key,
        min(city_key) as city_key,
        min(birth_place_key) as birth_place_key,
        min(occupation_key) as occupation_key
    from people
    group by profile_key

),

forms as (

    select
        described.profile_key,
        {{ sorted_text_list('given_names.full_form') }} as full_forms,
        {{ sorted_text_list('left(given_names.full_form, 1)') }} as full_initials
    from described
    inner join given_names on described.given_key = given_names.given_name
    group by described.profile_key

),

prepared as (

    select
        described.*,
        case when length(described.given_key) > 1 then described.given_key end as given_full,
        {{ split_list("concat_ws(', ', described.given_key, forms.full_forms)", "', '") }}
            as given_forms,
        {{ split_list(
            "concat_ws(', ', left(described.given_key, 1), forms.full_initials)", "', '"
        ) }} as given_initials,
        {{ sorted_letters('described.given_key') }} as given_letters,
        given_terms.frequency as given_frequency,
        {{ sorted_letters('described.family_key') }} as family_letters,
        family_terms.frequency as family_frequency,
        least(described.given_key, described.family_key)
        || '|' || greatest(described.given_key, described.family_key) as name_pair,
        left(described.given_key, 3) as given_start,
        left(described.family_key, 4) as family_start,
        left(described.given_key, 1) as given_initial,
        left(described.family_key, 1) as family_initial,
        year(described.birth_date) as birth_year,
        {{ list_first(split_list('described.email', "'@'")) }} as email_name,
        {{ regexp_group('described.email', "'@(.*)$'", 1) }} as email_domain,
        {{ regexp_replace_all('described.email', "'@.*|[^a-z]+'", "''") }} as email_letters,
        case
            when described.email is not null then free_mail.provider is not null
        end as is_free_mail,
        case
            when length(described.postcode_key) > 4
                then left(described.postcode_key, length(described.postcode_key) - 3)
        end as district_key,
        {{ regexp_group('described.address_key', "'^([0-9]+)'", 1) }} as house_number
    from described
    left join forms on described.profile_key = forms.profile_key
    left join terms as given_terms
        on
            given_terms.comparison = 'given_name'
            and described.given_key = given_terms.term
    left join terms as family_terms
        on
            family_terms.comparison = 'family_name'
            and described.family_key = family_terms.term
    left join free_mail
        on {{ regexp_group('described.email', "'@([^.]+)'", 1) }} = free_mail.provider

)

select * from prepared

-- One row per distinct description of a person, with what matching by weight compares.
-- Most records repeat what another says word for word; they are compared once.
{{ renewed(
    key=['profile_key'],
    concerned='select profile_key from ' ~ touched('people__standardised'),
    touches=['profile_key', 'profile_number'],
) }}
with people as (

    select * from {{ ref('people__standardised') }}
    where profile_key is not null and {{ concerned('profile_key') }}

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

said as (

    select
        people.profile_key,
        min(people.given_key) as given_key,
        min(people.given_root) as given_root,
        bool_or(people.is_known_given) as is_known_given,
        min(people.middle_key) as middle_key,
        min(people.family_key) as family_key,
        min(people.generation_key) as generation_key,
        min(people.gender_key) as gender_key,
        min(people.birth_date) as birth_date,
        min(people.email_key) as email,
        min(people.mobile_key) as mobile_key,
        min(people.landline_key) as landline_key,
        min(people.national_id) as national_id,
        min(people.postcode_key) as postcode_key,
        min(people.address_key) as address_key,
        min(people.street_key) as street_key,
        min(people.city_key) as city_key,
        min(people.birth_place_key) as birth_place_key,
        min(people.occupation_key) as occupation_key
    from people
    group by people.profile_key

),

forms as (

    select
        said.profile_key,
        {{ sorted_text_list('given_names.full_form') }} as full_forms,
        {{ sorted_text_list('left(given_names.full_form, 1)') }} as full_initials
    from said
    inner join given_names on said.given_key = given_names.given_name
    group by said.profile_key

),

prepared as (

    select
        said.*,
        case when length(said.given_key) > 1 then said.given_key end as given_full,
        concat_ws(', ', said.given_key, forms.full_forms) as given_form_words,
        concat_ws(', ', left(said.given_key, 1), forms.full_initials) as given_form_initials,
        given_terms.frequency as given_frequency,
        family_terms.frequency as family_frequency,
        least(said.given_key, said.family_key)
        || '|' || greatest(said.given_key, said.family_key) as name_pair,
        left(said.given_key, 3) as given_start,
        left(said.family_key, 4) as family_start,
        left(said.given_key, 1) as given_initial,
        left(said.family_key, 1) as family_initial,
        year(said.birth_date) as birth_year,
        {{ list_first(split_list('said.email', "'@'")) }} as email_name,
        {{ email_domain('said.email') }} as email_domain,
        case
            when said.email is not null then free_mail.provider is not null
        end as is_free_mail,
        case
            when length(said.postcode_key) > 4
                then left(said.postcode_key, length(said.postcode_key) - 3)
        end as district_key,
        {{ regexp_group('said.address_key', "'^([0-9]+)'", 1) }} as house_number
    from said
    left join forms on said.profile_key = forms.profile_key
    left join terms as given_terms
        on
            given_terms.comparison = 'given_name'
            and said.given_key = given_terms.term
    left join terms as family_terms
        on
            family_terms.comparison = 'family_name'
            and said.family_key = family_terms.term
    left join free_mail
        on {{ regexp_group('said.email', "'@([^.]+)'", 1) }} = free_mail.provider

),

-- Pairs are told by numbers: there are many of them.
numbered as (

    select
        *,
        {{ hash_number(['profile_key']) }} as profile_number
    from prepared

)

select * from numbered

-- One row per distinct description of a person, with what matching by weight compares.
-- Most records repeat what another says word for word; they are compared once. The key of a
-- description is what it says, so one that was prepared before is not prepared again.
{% set said_columns = [
    'given_key', 'given_root', 'is_known_given', 'middle_key', 'family_key', 'generation_key',
    'gender_key', 'birth_date', 'email', 'mobile_key', 'landline_key', 'national_id',
    'postcode_key', 'address_key', 'street_key', 'city_key', 'birth_place_key', 'occupation_key',
] %}
{% set prepared_columns = [
    'given_full', 'given_form_words', 'given_form_initials', 'given_frequency', 'family_frequency',
    'name_pair', 'given_start', 'family_start', 'given_initial', 'family_initial', 'birth_year',
    'email_name', 'email_domain', 'is_free_mail', 'district_key', 'house_number',
] %}
{% set preparing %}
    select
        fresh.*,
        case when length(fresh.given_key) > 1 then fresh.given_key end as given_full,
        concat_ws(', ', fresh.given_key, forms.full_forms) as given_form_words,
        concat_ws(', ', left(fresh.given_key, 1), forms.full_initials) as given_form_initials,
        given_terms.frequency as given_frequency,
        family_terms.frequency as family_frequency,
        least(fresh.given_key, fresh.family_key)
        || '|' || greatest(fresh.given_key, fresh.family_key) as name_pair,
        left(fresh.given_key, 3) as given_start,
        left(fresh.family_key, 4) as family_start,
        left(fresh.given_key, 1) as given_initial,
        left(fresh.family_key, 1) as family_initial,
        year(fresh.birth_date) as birth_year,
        {{ list_first(split_list('fresh.email', "'@'")) }} as email_name,
        {{ email_domain('fresh.email') }} as email_domain,
        case
            when fresh.email is not null then free_mail.provider is not null
        end as is_free_mail,
        case
            when length(fresh.postcode_key) > 4
                then left(fresh.postcode_key, length(fresh.postcode_key) - 3)
        end as district_key,
        {{ regexp_group('fresh.address_key', "'^([0-9]+)'", 1) }} as house_number
    from fresh
    left join forms on fresh.profile_key = forms.profile_key
    left join terms as given_terms
        on
            given_terms.comparison = 'given_name'
            and fresh.given_key = given_terms.term
    left join terms as family_terms
        on
            family_terms.comparison = 'family_name'
            and fresh.family_key = family_terms.term
    left join free_mail
        on {{ regexp_group('fresh.email', "'@([^.]+)'", 1) }} = free_mail.provider
{% endset %}
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

rules as (

    select
        '{{ local_md5(preparing) }}' || md5(concat_ws(
            '|',
            (select {{ sorted_text_list("given_name || ' ' || full_form") }} from given_names),
            (select {{ sorted_text_list('provider') }} from free_mail),
            (
                select {{ sorted_text_list(weft_key(['comparison', 'term', 'frequency'])) }}
                from terms
            )
        )) as rule_key

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
        min(people.occupation_key) as occupation_key,
        min(rules.rule_key) as rule_key
    from people
    cross join rules
    group by people.profile_key

),

known as (

    {{ known_rows(
        ['profile_key'] + said_columns + prepared_columns + ['rule_key'],
        'said',
        ['profile_key', 'rule_key'],
    ) }}

),

fresh as (

    select said.*
    from said
    left join known on said.profile_key = known.profile_key
    where known.profile_key is null

),

forms as (

    select
        fresh.profile_key,
        {{ sorted_text_list('given_names.full_form') }} as full_forms,
        {{ sorted_text_list('left(given_names.full_form, 1)') }} as full_initials
    from fresh
    inner join given_names on fresh.given_key = given_names.given_name
    group by fresh.profile_key

),

prepared as (

    {{ preparing }}

),

stacked as (

    select
        profile_key,
        {{ (said_columns + prepared_columns) | join(',\n        ') }},
        rule_key
    from prepared
    union all
    select * from known

),

-- Pairs are told by numbers: there are many of them.
numbered as (

    select
        *,
        {{ hash_number(['profile_key']) }} as profile_number
    from stacked

)

select * from numbered

{#- The columns of profiles__distinct that comparisons read, each with `_l` and `_r` in a pair. -#}
{% macro match_columns() %}
    {{ return([
        'given_key', 'given_full', 'given_form_words', 'given_form_initials', 'is_known_given',
        'given_frequency', 'middle_key', 'family_key', 'family_frequency', 'gender_key',
        'birth_date', 'email', 'email_name', 'is_free_mail', 'mobile_key', 'landline_key',
        'national_id', 'postcode_key', 'address_key', 'street_key', 'house_number', 'city_key',
        'birth_place_key', 'occupation_key',
    ]) }}
{% endmacro %}

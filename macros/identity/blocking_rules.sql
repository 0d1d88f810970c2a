{#-
    Which profiles are compared at all: pairs that agree on every column of one of these rules.

    Returns a list of rules, each a list of columns of profiles__distinct. A rule never pairs on a
    null. Blocks above var match_block_limit are left out and reported (match_blocks__sized); those
    of the broad rules, which stand last, above var match_broad_block_limit.
-#}
{% macro blocking_rules() %}
    {{ return([
        ['email'],
        ['landline_key'],
        ['mobile_key'],
        ['street_key', 'postcode_key'],
        ['street_key', 'city_key'],
        ['street_key', 'family_key'],
        ['street_key', 'given_root'],
        ['street_key', 'birth_date'],
        ['name_pair'],
        ['given_root', 'district_key'],
        ['family_key', 'district_key'],
        ['birth_date', 'district_key'],
        ['given_initial', 'family_initial', 'birth_year'],
        ['birth_date', 'family_key'],
        ['birth_date', 'given_root'],
        ['birth_date', 'postcode_key'],
        ['birth_date', 'birth_place_key'],
        ['birth_date', 'city_key'],
        ['national_id'],
        ['given_root', 'family_key'],
        ['given_start', 'family_start'],
        ['family_key', 'postcode_key'],
        ['given_root', 'postcode_key'],
    ] + broad_blocking_rules()) }}
{% endmacro %}

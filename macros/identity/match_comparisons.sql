{#-
    What matching by weight compares, and on which levels: the one definition, which models score
    with and `weft train` hands to Splink.

    Returns a list of comparisons: `name`; `null_when`, the condition under which the pair says
    nothing (level -1); `levels`, from the most alike down, each with `label` and `condition`. What
    fits no level is level 0, `differs`. The first of n levels is level n. Conditions are SQL over
    the columns of profiles__distinct, each with `_l` and `_r`. `term`: the column whose frequent
    values lower the weight of the first level, `frequency`: the column with their frequency.
    `is_name`, of a comparison or a level: what namesakes share, and so joins nobody alone; two
    mailboxes that are nearly alike are made of the same name.
    `is_personal`: what no two people have together by rights. `is_conflict`, of a level: so far
    apart that it forbids a join as level 0 does, where the comparison is one of var
    match_conflicts.

    A slip is looked for only where it can be: lengths, or parts of a date, are cheap to compare.
    `possible_when`, of a level whose condition reads letters: what is true of the prints of a pair
    (match_prints) wherever the condition is. Of a comparison whose null_when reads letters,
    `plainly_null_when` and `may_be_null_when` say the same: where prints show it, and where it
    cannot be ruled out.

    Fields that say the same are one comparison, as postcode and address line. A mobile says
    nothing of a landline, and little a private mailbox of one at work. What an address holds of
    the name is not counted again: ann.lee@ and ann_lee7@ of one provider are two mailboxes, and
    only a name with digits is one that its owner would take to another provider.
    A given name one letter off is a slip only where one of both is no known name: Louise and
    Louisa are two people; so are J. and Jane, where one is a Mr. Danny may be Daniel, or his
    brother: names that are near and both known are a level of their own.
-#}
{% macro match_comparisons() %}
    {%- set lengths = {} -%}
    {%- set slips = {} -%}
    {%- for name in ['given', 'family'] -%}
        {%- do lengths.update({name: "least(length(" ~ name ~ "_key_l), length(" ~ name ~ "_key_r))"}) -%}
        {%- do slips.update({name:
            lengths[name] ~ " >= 4 and abs(length(" ~ name ~ "_key_l) - length(" ~ name
            ~ "_key_r)) <= 1 and (levenshtein(" ~ name ~ "_key_l, " ~ name ~ "_key_r) <= 1"
            ~ " or levenshtein(" ~ name ~ "_key_l, " ~ name ~ "_key_r) = 2"
            ~ " and " ~ sorted_letters(name ~ "_key_l")
            ~ " = " ~ sorted_letters(name ~ "_key_r") ~ ")"
        }) -%}
    {%- endfor -%}
    {%- set swapped = "given_key_l != given_key_r and family_key_l != family_key_r"
        ~ " and (given_key_l = family_key_r and family_key_l = given_key_r"
        ~ " or least(length(given_key_l), length(given_key_r)) >= 4"
        ~ " and least(length(family_key_l), length(family_key_r)) >= 4"
        ~ " and levenshtein(given_key_l, family_key_r) <= 2"
        ~ " and levenshtein(family_key_l, given_key_r) <= 2)" -%}
    {%- set two_parts = "case when year(birth_date_l) = year(birth_date_r) then 1 else 0 end"
        ~ " + case when month(birth_date_l) = month(birth_date_r) then 1 else 0 end"
        ~ " + case when day(birth_date_l) = day(birth_date_r) then 1 else 0 end >= 2" -%}
    {%- set prints = {} -%}
    {%- for name in ['given', 'family'] -%}
        {%- set letters_l, letters_r = name ~ '_letters_l', name ~ '_letters_r' -%}
        {%- do prints.update({
            name ~ '_slip': differing_bits(letters_l, letters_r) ~ " <= 2",
            name ~ '_part': "(" ~ letters_l ~ " & " ~ letters_r ~ ") in ("
            ~ letters_l ~ ", " ~ letters_r ~ ")",
        }) -%}
    {%- endfor -%}
    {%- set may_be_swapped = "given_key_l != given_key_r and family_key_l != family_key_r and "
        ~ differing_bits('given_letters_l', 'family_letters_r') ~ " <= 4 and "
        ~ differing_bits('family_letters_l', 'given_letters_r') ~ " <= 4" -%}
    {%- set are_full = "given_full_l is not null and given_full_r is not null" -%}
    {%- set letters = {} -%}
    {%- for side in ['l', 'r'] -%}
        {%- do letters.update({
            side: regexp_replace_all('email_' ~ side, "'@.*|[^a-z]+'", "''")
        }) -%}
    {%- endfor -%}
    {%- set of_one_gender = "coalesce(gender_key_l = gender_key_r, true)" -%}
    {%- set of_two_kinds = "(not (is_known_given_l and is_known_given_r)"
        ~ " or greatest(coalesce(given_frequency_l, 0), coalesce(given_frequency_r, 0))"
        ~ " > 20 * least(" ~ term_frequency('given_frequency_l')
        ~ ", " ~ term_frequency('given_frequency_r') ~ "))" -%}
    {{ return([
        {
            'name': 'given_name',
            'is_name': true,
            'null_when': "given_key_l is null or given_key_r is null",
            'term': 'given_full',
            'frequency': 'given_frequency',
            'levels': [
                {'label': 'equal', 'condition': "given_full_l = given_full_r"},
                {
                    'label': 'short form',
                    'condition': lengths.given ~ " > 1 and " ~ of_one_gender ~ " and ("
                    ~ is_listed('given_form_words_l', 'given_key_r')
                    ~ " or " ~ is_listed('given_form_words_r', 'given_key_l')
                    ~ " or " ~ lengths.given ~ " >= 3 and (starts_with(given_key_l, given_key_r)"
                    ~ " or starts_with(given_key_r, given_key_l)))"
                    ~ " and (abs(length(given_key_l) - length(given_key_r)) >= 2"
                    ~ " or levenshtein(given_key_l, given_key_r) > 2)",
                    'possible_when': are_full ~ " and " ~ of_one_gender
                    ~ " and ((given_forms_l & given_forms_r) != 0 or " ~ prints.given_part ~ ")",
                },
                {
                    'label': 'near name',
                    'condition': "is_known_given_l and is_known_given_r and " ~ lengths.given
                    ~ " > 1 and " ~ of_one_gender ~ " and ("
                    ~ lists_overlap(
                        split_list('given_form_words_l', "', '"),
                        split_list('given_form_words_r', "', '")
                    )
                    ~ " or left(given_key_l, 3) = left(given_key_r, 3))",
                    'possible_when': are_full ~ " and is_known_given_l and is_known_given_r and "
                    ~ of_one_gender
                    ~ " and ((given_forms_l & given_forms_r) != 0 or given_start_l = given_start_r)",
                },
                {
                    'label': 'slip',
                    'condition': slips.given ~ " and " ~ of_two_kinds,
                    'possible_when': prints.given_slip ~ " and " ~ of_two_kinds,
                },
                {
                    'label': 'swapped',
                    'condition': swapped,
                    'possible_when': may_be_swapped,
                },
                {
                    'label': 'initial',
                    'condition': lengths.given ~ " = 1 and " ~ of_one_gender ~ " and ("
                    ~ "contains(given_form_initials_l, left(given_key_r, 1))"
                    ~ " or contains(given_form_initials_r, left(given_key_l, 1)))",
                    'possible_when': "not (" ~ are_full ~ ") and " ~ of_one_gender,
                },
                {
                    'label': 'no known name',
                    'condition': "not (is_known_given_l and is_known_given_r) and "
                    ~ lengths.given ~ " > 1",
                    'possible_when': are_full ~ " and not (is_known_given_l and is_known_given_r)",
                },
            ],
        },
        {
            'name': 'middle_name',
            'is_name': true,
            'null_when': "middle_key_l is null or middle_key_r is null",
            'levels': [
                {
                    'label': 'equal',
                    'condition': "starts_with(middle_key_l, middle_key_r)"
                    ~ " or starts_with(middle_key_r, middle_key_l)",
                    'possible_when': 'true',
                },
            ],
        },
        {
            'name': 'family_name',
            'is_name': true,
            'null_when': "family_key_l is null or family_key_r is null or (" ~ swapped ~ ")",
            'plainly_null_when': "family_key_l is null or family_key_r is null",
            'may_be_null_when': may_be_swapped,
            'term': 'family_key',
            'frequency': 'family_frequency',
            'levels': [
                {'label': 'equal', 'condition': "family_key_l = family_key_r"},
                {
                    'label': 'slip',
                    'condition': slips.family,
                    'possible_when': prints.family_slip,
                },
                {
                    'label': 'part',
                    'condition': lengths.family ~ " >= 3 and ("
                    ~ "starts_with(family_key_l, family_key_r)"
                    ~ " or starts_with(family_key_r, family_key_l)"
                    ~ " or ends_with(family_key_l, family_key_r)"
                    ~ " or ends_with(family_key_r, family_key_l))",
                    'possible_when': prints.family_part,
                },
            ],
        },
        {
            'name': 'birth_date',
            'is_personal': true,
            'null_when': "birth_date_l is null or birth_date_r is null",
            'levels': [
                {'label': 'equal', 'condition': "birth_date_l = birth_date_r"},
                {
                    'label': 'day and month swapped',
                    'condition': "year(birth_date_l) = year(birth_date_r)"
                    ~ " and month(birth_date_l) = day(birth_date_r)"
                    ~ " and day(birth_date_l) = month(birth_date_r)",
                },
                {
                    'label': 'one digit',
                    'condition': two_parts
                    ~ " and levenshtein(cast(birth_date_l as " ~ string_type()
                    ~ "), cast(birth_date_r as " ~ string_type() ~ ")) <= 1",
                    'possible_when': two_parts,
                },
                {
                    'label': 'two parts',
                    'is_conflict': true,
                    'condition': two_parts,
                },
            ],
        },
        {
            'name': 'email',
            'is_personal': true,
            'null_when': "email_l is null or email_r is null",
            'levels': [
                {'label': 'equal', 'condition': "email_l = email_r"},
                {
                    'label': 'slip',
                    'is_name': true,
                    'condition': "abs(length(email_l) - length(email_r)) <= 2"
                    ~ " and levenshtein(email_l, email_r) <= 2"
                    ~ " and (email_name_l = email_name_r or " ~ letters.l ~ " != " ~ letters.r ~ ")",
                    'possible_when': "abs(email_length_l - email_length_r) <= 2 and "
                    ~ differing_bits('email_letters_l', 'email_letters_r') ~ " <= 4",
                },
                {
                    'label': 'other provider',
                    'is_name': true,
                    'condition': "email_name_l = email_name_r and "
                    ~ regexp_matches('email_name_l', "'[0-9]'"),
                    'possible_when': "email_name_l = email_name_r",
                },
                {'label': 'work and private', 'condition': "is_free_mail_l != is_free_mail_r"},
            ],
        },
        {
            'name': 'mobile',
            'is_personal': true,
            'null_when': "mobile_key_l is null or mobile_key_r is null",
            'levels': [{'label': 'equal', 'condition': "mobile_key_l = mobile_key_r"}],
        },
        {
            'name': 'landline',
            'null_when': "landline_key_l is null or landline_key_r is null",
            'levels': [{'label': 'equal', 'condition': "landline_key_l = landline_key_r"}],
        },
        {
            'name': 'national_id',
            'is_personal': true,
            'null_when': "national_id_l is null or national_id_r is null",
            'levels': [
                {'label': 'equal', 'condition': "national_id_l = national_id_r"},
                {
                    'label': 'slip',
                    'condition': "levenshtein(national_id_l, national_id_r) <= 2",
                    'possible_when': 'true',
                },
            ],
        },
        {
            'name': 'address',
            'null_when': "(postcode_key_l is null or postcode_key_r is null)"
            ~ " and (city_key_l is null or city_key_r is null)",
            'levels': [
                {
                    'label': 'equal',
                    'condition': "postcode_key_l = postcode_key_r and address_key_l = address_key_r",
                },
                {
                    'label': 'same house',
                    'condition': "postcode_key_l = postcode_key_r"
                    ~ " and (house_number_l = house_number_r or street_key_l = street_key_r"
                    ~ " or levenshtein(address_key_l, address_key_r) <= 2)",
                    'possible_when': "postcode_key_l = postcode_key_r",
                },
                {'label': 'same postcode', 'condition': "postcode_key_l = postcode_key_r"},
                {
                    'label': 'same line',
                    'condition': "length(street_key_l) > 8 and (street_key_l = street_key_r"
                    ~ " or house_number_l = house_number_r"
                    ~ " and levenshtein(street_key_l, street_key_r) <= 2)",
                    'possible_when': "street_key_l = street_key_r or house_number_l = house_number_r",
                },
                {
                    'label': 'same town',
                    'condition': "city_key_l = city_key_r or length(city_key_l) > 4"
                    ~ " and levenshtein(city_key_l, city_key_r) <= 2",
                    'possible_when': 'true',
                },
            ],
        },
        {
            'name': 'birth_place',
            'null_when': "birth_place_key_l is null or birth_place_key_r is null",
            'levels': [
                {'label': 'equal', 'condition': "birth_place_key_l = birth_place_key_r"},
                {
                    'label': 'slip',
                    'condition': "levenshtein(birth_place_key_l, birth_place_key_r) <= 2",
                    'possible_when': 'true',
                },
            ],
        },
        {
            'name': 'occupation',
            'null_when': "occupation_key_l is null or occupation_key_r is null",
            'levels': [{'label': 'equal', 'condition': "occupation_key_l = occupation_key_r"}],
        },
    ]) }}
{% endmacro %}

{#-
    What a first look at a pair reads, numbers instead of texts: column → SQL over
    profiles__distinct. A text that is compared as a whole is a number by its own name; of one that
    may differ by letters, the set of its letters is kept (macro bit_set).
-#}
{% macro match_prints() %}
    {%- set prints = {
        'given_forms': bit_set(
            split_list('given_form_words', "', '"), 'form', hash_number(['form'])
        ),
        'given_start': 'left(given_key, 3)',
        'email_length': 'length(email)',
    } %}
    {%- for name, column in [
        ('given', 'given_key'), ('family', 'family_key'), ('email', 'email'),
    ] %}
    {%- do prints.update({
        name ~ '_letters': bit_set(split_list(column, "''"), 'letter', 'ascii(letter)')
    }) %}
    {%- endfor %}
    {%- for column in match_columns() if not column.startswith('given_form') %}
    {%- do prints.update({
        column: column
        if column in ['is_known_given', 'given_frequency', 'family_frequency', 'birth_date', 'is_free_mail']
        else 'case when ' ~ column ~ ' is not null then ' ~ hash_number([column]) ~ ' end'
    }) %}
    {%- endfor %}
    {{ return(prints) }}
{% endmacro %}

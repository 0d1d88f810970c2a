{#-
    The attributes of the golden record, in groups that survive together: group → its columns and
    the one without which a record has nothing to offer. Trust per group and source stands in
    seeds/survivorship_rules.csv.
-#}
{% macro golden_attribute_groups() %}
    {{ return({
        'name': {
            'columns': ['title', 'given_name', 'middle_name', 'family_name', 'suffix'],
            'required': 'family_name',
        },
        'birth_date': {'columns': ['birth_date'], 'required': 'birth_date'},
        'gender': {'columns': ['gender'], 'required': 'gender'},
        'email': {'columns': ['email'], 'required': 'email'},
        'phone': {'columns': ['phone'], 'required': 'phone'},
        'mobile': {'columns': ['mobile'], 'required': 'mobile'},
        'address': {
            'columns': [
                'address_line_1', 'address_line_2', 'city', 'region', 'postcode', 'country_code',
            ],
            'required': 'postcode',
        },
        'company': {
            'columns': ['company_name', 'job_title', 'account_id'],
            'required': 'company_name',
        },
        'language': {'columns': ['language'], 'required': 'language'},
    }) }}
{% endmacro %}

{#-
    The attributes of the golden record, in groups that survive together: group → its columns, the
    one without which a record has nothing to offer, and what two values are compared by, so that
    spelling makes no conflict. Trust per group and source stands in seeds/survivorship_rules.csv.
-#}
{% macro golden_attribute_groups() %}
    {{ return({
        'name': {
            'columns': ['title', 'given_name', 'middle_name', 'family_name', 'suffix'],
            'required': 'family_name',
            'compared': name_key("concat_ws(' ', given_name, family_name)"),
        },
        'birth_date': {
            'columns': ['birth_date'], 'required': 'birth_date', 'compared': 'birth_date',
        },
        'gender': {
            'columns': ['gender'], 'required': 'gender', 'compared': gender_key('gender', 'null'),
        },
        'email': {'columns': ['email'], 'required': 'email', 'compared': 'email'},
        'phone': {'columns': ['phone'], 'required': 'phone', 'compared': 'phone'},
        'mobile': {'columns': ['mobile'], 'required': 'mobile', 'compared': 'mobile'},
        'address': {
            'columns': [
                'address_line_1', 'address_line_2', 'city', 'region', 'postcode', 'country_code',
            ],
            'required': 'postcode',
            'compared': dwelling_key('address_line_1', 'address_line_2', 'postcode'),
        },
        'company': {
            'columns': ['company_name', 'job_title', 'account_id'],
            'required': 'company_name',
            'compared': company_key('company_name'),
        },
        'language': {
            'columns': ['language'], 'required': 'language', 'compared': 'lower(language)',
        },
    }) }}
{% endmacro %}

{#-
    How numbers are written in each country: code the calling code, bare what may stand before the
    significant digits when there is no international prefix, number the significant digits (after
    ITU-T E.164 and the national numbering plans).

    A national number may lack its trunk zero (spreadsheets drop it) or begin with the calling code
    but no plus, where that cannot be another number; in Germany, whose numbers vary in length,
    only for mobiles.
-#}
{% macro phone_rules() %}
    {{ return([
        {'code': '44', 'countries': 'GB|GG|JE|IM', 'bare': '(?:44)?[0~]?',
            'number': '[1235789][0-9]{9}|1[0-9]{8}|[58]00[0-9]{6}'},
        {'code': '353', 'countries': 'IE', 'bare': '(?:353)?[0~]?', 'number': '[124-9][0-9]{6,8}'},
        {'code': '33', 'countries': 'FR', 'bare': '(?:33)?[0~]?', 'number': '[1-9][0-9]{8}'},
        {'code': '1', 'countries': 'US|CA', 'bare': '1?', 'number': '[2-9][0-9]{2}[2-9][0-9]{6}'},
        {'code': '49', 'countries': 'DE', 'bare': '(?:49)?[0~]?', 'number': '1[567][0-9]{8,9}'},
        {'code': '49', 'countries': 'DE', 'bare': '[0~]', 'number': '[2-9][0-9]{5,10}'},
    ]) }}
{% endmacro %}

{#- Blocking rules of one column that many share: only their small blocks are worth the pairs. -#}
{% macro broad_blocking_rules() %}
    {{ return([['birth_date'], ['given_root'], ['family_key'], ['email_name'], ['email_domain']]) }}
{% endmacro %}

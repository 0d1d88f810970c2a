{#-
    One key for what a renewed model is worked out by: its SQL, vars included, and the contents of the
    seeds it stands on.
-#}
{% macro renewal_code(sql, seeds) -%}
    {%- set said = [sql] -%}
    {%- if seeds -%}
        {%- set contents = [] -%}
        {%- for seed in seeds | sort -%}
            {%- do contents.append(
                '(select count(*) || bit_xor(md5_number(seed_row::varchar))::varchar from '
                ~ seed ~ ' as seed_row)'
            ) -%}
        {%- endfor -%}
        {%- do said.extend(run_query('select ' ~ contents | join(', ')).rows[0].values()) -%}
    {%- endif -%}
    {{ return(local_md5(said | join('|'))) }}
{%- endmacro %}

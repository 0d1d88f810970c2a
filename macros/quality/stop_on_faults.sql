{#-
    Stop the build with every fault that a model found, for a hook of the first model that must not
    be built on them.

    relation: model with place, fault and cure, one row per fault. work: what does not begin, a
    noun. Errors: compilation error that names each of them.
-#}
{% macro stop_on_faults(relation, work) -%}
    {%- if execute -%}
        {%- set found = run_query(
            'select place, fault, cure from ' ~ relation ~ ' order by place, fault'
        ) -%}
        {%- if found and found.rows | length > 0 -%}
            {%- set lines = [] -%}
            {%- for row in found.rows -%}
                {%- do lines.append(row[0] ~ ': ' ~ row[1] ~ '. ' ~ row[2]) -%}
            {%- endfor -%}
            {{ exceptions.raise_compiler_error(
                'No ' ~ work ~ ': ' ~ lines | length ~ ' fault'
                ~ ('s' if lines | length > 1 else '') ~ ' in what it rests on.\n'
                ~ lines | join('\n')
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

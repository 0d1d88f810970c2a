{#- One concept of macro conformed_concepts. Errors: an unknown concept stops the compilation, with those there are. -#}
{% macro conformed_columns(concept) %}
    {% set concepts = conformed_concepts() %}
    {% if concept not in concepts %}
        {{ exceptions.raise_compiler_error(
            "No conformed concept '" ~ concept ~ "'. Known: " ~ (concepts | join(', '))
        ) }}
    {% endif %}
    {{ return(concepts[concept]) }}
{% endmacro %}

{#-
    Whether a model can be renewed upon the table that is there: it was left by the same code, and
    each renewed model it stands on was renewed, in this build, upon the very build that the table is
    of. So whatever was killed, left out or built by hand in between, the whole table is built.

    name: the model. code: of renewal_code. parents: names of renewed models. states: of
    renewal_states.
-#}
{% macro renews(name, code, parents, states) -%}
    {%- set state = states.get(name) -%}
    {%- if not state or state.code != code or should_full_refresh() -%}
        {{ return(false) }}
    {%- endif -%}
    {%- for parent_name in parents -%}
        {%- set parent = states.get(parent_name) -%}
        {%- if not parent or parent.build != invocation_id or parent.upon != state.build -%}
            {{ return(false) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(true) }}
{%- endmacro %}

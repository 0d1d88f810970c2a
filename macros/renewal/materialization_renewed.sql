{#-
    A table of which only the rows of what is concerned are worked out anew (macro renewed).

    They are worked out beside the table and held against those it has: what is the same stays where
    it is, so that what stands on it is not concerned by more than what changed. All of it is one
    transaction. Schema `renewal` keeps, model by model, the keys that were concerned and those of the
    rows that went or came, with a word on the build (macro renewal_states).
-#}
{% materialization renewed, adapter='duckdb' %}
    {%- set plan = config.get('meta').renewal -%}
    {%- set last = load_cached_relation(this) -%}
    {%- set states = renewal_states() -%}
    {#- What is worked out whole and compared needs nothing that was renewed. -#}
    {%- set parents = renewal_parents(model.unique_id) if plan.concerned
        else {'renewed': [], 'seeds': []} -%}
    {%- set code = renewal_code(sql, parents.seeds) -%}
    {%- set is_renewed = last is not none and last.is_table
        and renews(model.name, code, parents.renewed, states) -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if last is not none and not last.is_table -%}
        {% do adapter.drop_relation(last) %}
    {%- endif -%}
    {% call statement('main') -%}
        create schema if not exists renewal;
        {%- if not is_renewed %}
        {{ whole_statements(this, sql, plan) }}
        {%- elif plan.is_kept %}
        {{ renewal_statements(this, sql, plan) }}
        {%- else %}
        {{ passing_statements(this, sql, plan) }}
        {%- endif %}
    {%- endcall %}
    {%- set is_upon = is_renewed and (plan.concerned or not is_mostly_new(this)) -%}
    {% call statement('state') -%}
        comment on table renewal.touched__{{ this.identifier }} is '{{ tojson({
            'code': code, 'build': invocation_id, 'upon': states[model.name].build if is_upon else none,
        }) }}'
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this]}) }}
{% endmaterialization %}

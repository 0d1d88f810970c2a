{#-
    The versions of records beside the moments their opt-outs began: email_opted_out_at and
    calls_opted_out_at.

    relation: name of a CTE of every version, with version_at, is_opted_out_of_email and
    is_opted_out_of_calls; key: its column with the record's id → select of all its columns and the
    two, each the first version that says so after the last one that does not; null where the
    newest version says that nothing was recorded.
-#}
{% macro opt_outs_dated(relation, key) %}
    with unrecorded as (
        select
            {{ key }},
            max(version_at) filter (where not is_opted_out_of_email) as email_until,
            max(version_at) filter (where not is_opted_out_of_calls) as calls_until
        from {{ relation }}
        group by {{ key }}
    ),

    opt_outs as (
        select
            versions.{{ key }},
            {%- for channel in ['email', 'calls'] %}
            min(versions.version_at) filter (
                where
                    versions.is_opted_out_of_{{ channel }}
                    and (
                        unrecorded.{{ channel }}_until is null
                        or versions.version_at > unrecorded.{{ channel }}_until
                    )
            ) as {{ channel }}_opted_out_at
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        from {{ relation }} as versions
        inner join unrecorded on versions.{{ key }} = unrecorded.{{ key }}
        group by versions.{{ key }}
    )

    select
        versions.*,
        opt_outs.email_opted_out_at,
        opt_outs.calls_opted_out_at
    from {{ relation }} as versions
    inner join opt_outs on versions.{{ key }} = opt_outs.{{ key }}
{%- endmacro %}

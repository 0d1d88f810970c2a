{#-
    The audience of a Mailchimp row: its folder. Files directly in `mailchimp/`, or in the
    export's own folders there, belong to `default`.

    x: SQL expression of the folder landed from the path → text, never null.
-#}
{% macro mailchimp_audience(x) -%}
    case
        when {{ x }} in ('campaign_recipients', 'granular_activity', 'aggregate_activity')
            then 'default'
        else coalesce(lower({{ x }}), 'default')
    end
{%- endmacro %}

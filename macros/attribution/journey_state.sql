{#-
    What a touch is to models that share out by states, Markov and Shapley: its channel, or its
    campaign where it has one.

    models: alias of a relation with state_level; touches: of one with channel and campaign_key.
-#}
{% macro journey_state(models, touches) -%}
    case
        when {{ models }}.state_level = 'campaign'
            then coalesce({{ touches }}.campaign_key, {{ touches }}.channel)
        else {{ touches }}.channel
    end
{%- endmacro %}

{#-
    A key of the share for one of ours: it says nothing of the person, is the same in every
    publication of a warehouse, and cannot be told from ours without the warehouse's salt, which
    never leaves the candidate and the run ledger (table `salts`, source ledger.share_salts).

    Shape: key → 64 hexadecimal characters, null when it is null.
-#}
{% macro share_key(key) -%}
    {{ sha256('salts.salt || ' ~ key) }}
{%- endmacro %}

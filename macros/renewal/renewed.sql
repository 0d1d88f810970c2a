{#-
    Says of a model that it is renewed: what the last build left stays, but for the rows of what is
    concerned by a change. Called first in the model; the rest of it is SQL of the whole table, in
    which `concerned` marks where only that is looked at.

    key: columns that say which rows belong together; all rows of one key are worked out together.
    concerned: SQL with one column, the keys that may come out otherwise than at the last build: made
    of `touched` and `concerned_by`, and `{this}` for the last build's own table. Of a model with two
    keys the rows are meant of which either is concerned. Without it the whole table is worked out and
    held against the last one by `compared` (columns; all of them unless given).
    touches: columns of which later models ask whose rows went or came (macro touched): keys and
    numbers, nothing that a person said.
    is_kept: false for a step on the way, which holds what is concerned and nothing else.

    Only DuckDB renews (materialization renewed); any other engine builds the whole table. So does
    DuckDB wherever it cannot be sure of the last one (macro renews).
-#}
{% macro renewed(key=[], concerned=none, touches=[], compared=[], is_kept=true) -%}
    {{ config(
        materialized='renewed' if target.type == 'duckdb' else 'table',
        meta={'renewal': {
            'key': key,
            'concerned': concerned,
            'touches': touches,
            'compared': compared,
            'is_kept': is_kept,
        }},
    ) }}
{%- endmacro %}

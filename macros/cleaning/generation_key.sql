{#-
    Which of several of one name a suffix says: '1' the elder (Sr), '2' the younger (Jr, II), '3', '4'.

    suffix: SQL expression of text → text, null for a suffix that says nothing of it (PhD, MBE).
-#}
{% macro generation_key(suffix) -%}
    case lower(trim(translate({{ suffix }}, '.,', '')))
        {%- for generation, words in {
            '1': ['sr', 'snr', 'senior', 'i', '1st'],
            '2': ['jr', 'jnr', 'junior', 'ii', '2nd'],
            '3': ['iii', '3rd'],
            '4': ['iv', '4th'],
        }.items() %}
        {%- for word in words %}
        when '{{ word }}' then '{{ generation }}'
        {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}

-- One row per campaign without a code and registered campaign that share a word or nearly a code.
-- Names meet by a word that few campaigns have, and codes by what is left without one character: so
-- the work grows with the names, not with their pairs.
with unmapped as (

    select * from {{ ref('campaigns__unmapped') }}

),

campaigns as (

    select * from {{ ref('campaigns__merged') }}

),

-- What is asked and what may answer, as words.
named as (

    select
        'asked' as side,
        unmapped_campaign_key as name_key,
        {{ plain_text('campaign_name') }} as plain_name
    from unmapped
    union all
    select
        'known' as side,
        campaign_key as name_key,
        {{ plain_text("campaign_name || ' ' || campaign_code") }} as plain_name
    from campaigns
    where
        {{ campaign_code_in('campaign_code') }} = campaign_code
        and not {{ only_tags_know('source_systems') }}

),

words as (

    select distinct
        named.side,
        named.name_key,
        word.word
    from named {{ explode_list(split_list('trim(named.plain_name)', "' '"), 'word', 'word') }}

),

places as (

    {% for place in range(1, 13) -%}
    select {{ place }} as place {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Two codes that differ in one character are the same without it.
terms as (

    select side, name_key, word, word as term
    from words
    union
    select
        words.side,
        words.name_key,
        words.word,
        '~' || left(words.word, places.place - 1) || substr(words.word, places.place + 1) as term
    from words
    inner join places on places.place <= length(words.word)
    where {{ regexp_matches('words.word', "'^[a-z]{1,2}[0-9]{2}[a-z0-9]{1,8}$'") }}
    union
    -- A character too few: the code itself is what the other one is without it.
    select side, name_key, word, '~' || word as term
    from words
    where {{ regexp_matches('words.word', "'^[a-z]{1,2}[0-9]{2}[a-z0-9]{1,8}$'") }}

),

known_terms as (

    select
        *,
        count(*) over (partition by term) as known_count
    from terms
    where side = 'known'

),

shared as (

    select
        asked.name_key as unmapped_campaign_key,
        known.name_key as campaign_key,
        known.word,
        max(1.0 / known.known_count) as rarity,
        max(case when asked.word = known.word then 1 else 0 end) as is_whole
    from terms as asked
    inner join known_terms as known on asked.term = known.term
    where asked.side = 'asked' and known.known_count <= {{ var('campaign_word_limit') }}
    group by asked.name_key, known.name_key, known.word

),

word_counts as (

    select
        name_key,
        count(*) as word_count
    from words
    group by name_key

),

met as (

    select
        shared.unmapped_campaign_key,
        shared.campaign_key,
        sum(shared.rarity) as rarity,
        min(shared.is_whole) = 0 as is_code_slip,
        2.0 * count(*) / (min(asked_words.word_count) + min(known_words.word_count))
            as word_likeness,
        {{ sorted_text_list('shared.word') }} as shared_words
    from shared
    inner join word_counts as asked_words
        on shared.unmapped_campaign_key = asked_words.name_key
    inner join word_counts as known_words on shared.campaign_key = known_words.name_key
    group by shared.unmapped_campaign_key, shared.campaign_key

)

select * from met

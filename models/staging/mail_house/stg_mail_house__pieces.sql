-- One row per piece of mail, from mailing files in CSV form; hold-out cells and seeds among them.
with landed as (
    {{ landed_rows('mail_house', 'pieces') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

pieces as (
    {{ mail_house_pieces('settled') }}
)

select * from pieces

-- One row per piece of mail, from mailing files of fixed width: fields are cut at their length.
with landed as (
    {{ landed_rows('mail_house', 'pieces_fixed') }}
),

settled as (
    {{ settled_rows('landed', 'mail_house') }}
),

pieces as (
    {{ mail_house_pieces('settled') }}
)

select * from pieces

-- One row per message to a person, or person held back from one.
{{ union_sources('sends', ['mailchimp', 'twilio', 'mail_house']) }}

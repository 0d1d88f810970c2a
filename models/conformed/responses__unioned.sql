-- One row per answer of a person or machine to a message.
{{ union_sources('responses', ['mailchimp', 'twilio', 'loyalty', 'mail_house', 'salesforce']) }}

-- One row per Microsoft Advertising campaign that was shown.
{{ conform_ad_campaigns('microsoft_ads', 'paid_search') }}

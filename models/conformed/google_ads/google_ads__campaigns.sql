-- One row per Google Ads campaign that was shown.
{{ conform_ad_campaigns('google_ads', 'paid_search') }}

-- One row per Meta Ads campaign that was shown.
{{ conform_ad_campaigns('meta_ads', 'paid_social') }}

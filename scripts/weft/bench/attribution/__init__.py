"""Attribution of many paths beside ChannelAttribution, and the building of many touchpoints."""

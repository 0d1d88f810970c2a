"""The gates between the candidate and the publication."""

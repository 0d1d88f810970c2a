"""What a data steward asks and says: why two records are one person, and whether they are."""

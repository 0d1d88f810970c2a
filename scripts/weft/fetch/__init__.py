"""`weft fetch`: extract files from folders and SFTP servers into the delivery folder."""

from weft.fetch.all_deliveries import fetch

__all__ = ["fetch"]

"""What has to be on the disk before anything else may happen."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Make the system put a file, or a folder's list of names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

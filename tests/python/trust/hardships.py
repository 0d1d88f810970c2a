"""What a machine may do to a command: a full disk, a folder that may not be written to."""

import ctypes
import os
import resource
import sys

_DROP = 24  # PR_CAPBSET_DROP
_DAC_OVERRIDE = 1


def full_disk(largest_file: int) -> None:
    """Let no file grow beyond so many bytes; writing more fails as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


def without_rights() -> None:
    """Let the rights of files hold, for root too: the command is begun anew without its powers."""
    if os.geteuid() == 0 and "WITHOUT_RIGHTS" not in os.environ:
        if ctypes.CDLL(None).prctl(_DROP, _DAC_OVERRIDE, 0, 0, 0):
            raise OSError("root cannot give up its powers here")
        os.environ |= {"WITHOUT_RIGHTS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        os.execv(sys.executable, [sys.executable, "-m", "weft", *sys.argv[1:]])
